"""Documents read in worker processes with limits, forked from one small warm process."""
