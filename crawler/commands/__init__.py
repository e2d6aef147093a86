"""The commands of the contract: parse, call, print. stdout is data, everything else goes to stderr."""
