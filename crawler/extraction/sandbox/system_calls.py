"""seccomp: what a process may ask the kernel for, by a list of what is allowed; all else fails with EPERM.

The list is generous with what touches the process alone and with files (where Landlock decides), and has none of what
starts programs or processes, makes sockets, sends signals, raises limits, traces, mounts, or is new: a system call
that a later kernel adds is denied until it is named here. libseccomp makes the filter, through pyseccomp.
"""

from __future__ import annotations

import errno
import importlib
import socket
import tempfile
import termios
from typing import Any

from crawler.extraction.sandbox import libc

# what a process does with itself, and with what is open
_ITSELF = """
brk madvise membarrier mincore mmap mprotect mremap msync munmap mlock munlock pkey_alloc pkey_free pkey_mprotect
arch_prctl exit exit_group futex futex_waitv get_robust_list getcpu gettid rseq sched_get_priority_max
sched_get_priority_min sched_getaffinity sched_getattr sched_getparam sched_getscheduler sched_setaffinity sched_yield
set_robust_list set_tid_address restart_syscall riscv_flush_icache
clock_getres clock_gettime clock_nanosleep gettimeofday nanosleep time times getitimer
getegid geteuid getgid getgroups getpgid getpgrp getpid getppid getpriority getrandom getresgid getresuid getrlimit
getrusage getsid getuid sysinfo uname
rt_sigaction rt_sigpending rt_sigprocmask rt_sigreturn rt_sigsuspend rt_sigtimedwait sigaltstack pause
close close_range dup dup2 dup3 fcntl fstat fstatfs lseek pread64 preadv preadv2 pwrite64 pwritev pwritev2 read readv
write writev fadvise64 fdatasync flock fsync ftruncate readahead copy_file_range sendfile umask
eventfd2 epoll_create epoll_create1 epoll_ctl epoll_pwait epoll_pwait2 epoll_wait pipe pipe2 poll ppoll pselect6 select
getpeername getsockname getsockopt recvfrom recvmmsg recvmsg sendmsg setsockopt shutdown
"""
_FILES = """
access chdir faccessat faccessat2 fchdir getcwd getdents getdents64 lstat newfstatat open openat readlink readlinkat
stat statfs statx fgetxattr getxattr lgetxattr
"""
_OFFICE = """
execve fork vfork wait4 waitid setsid setpgid kill tgkill setpriority accept accept4 bind listen
chmod fchmod fchmodat fallocate link linkat mkdir mkdirat rename renameat renameat2 rmdir symlink symlinkat truncate
unlink unlinkat utime utimensat utimes inotify_add_watch inotify_init inotify_init1 inotify_rm_watch memfd_create
shmat shmctl shmdt shmget ioctl
"""

_CLONE_THREAD = 0x0001_0000
_CLONE_NAMESPACES = 0x7E02_0000  # NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET
_FIOCLEX, _FIONCLEX = 0x5451, 0x5450
_IOCTLS = (termios.TCGETS, termios.FIONREAD, termios.FIONBIO, _FIOCLEX, _FIONCLEX)
_NAME_OF_THREAD, _NAME_OF_MEMORY = (15, 16), 0x5356_4D41  # PR_SET_NAME, PR_GET_NAME, PR_SET_VMA
_SOCKET_TYPE = 0xF


class Filter:
    """The filter of one kind of process, made before the fork; ``office`` for the one that starts an office suite."""

    def __init__(self, *, office: bool = False) -> None:
        """Make the program. RuntimeError or OSError where there is no libseccomp."""
        self._lib: Any = importlib.import_module("pyseccomp")
        self._filter = self._lib.SyscallFilter(self._lib.ERRNO(errno.EPERM))
        self._filter.set_attr(self._lib.Attr.CTL_OPTIMIZE, 2)  # searched as a tree: its length costs nothing
        for name in (_ITSELF + _FILES + (_OFFICE if office else "")).split():
            self._allow(name)
        self._rule(self._lib.ERRNO(errno.ENOSYS), "clone3")  # the C library falls back to clone
        self._limited(office=office)
        with tempfile.TemporaryFile() as file:  # loaded as it is by each child: five times as fast as by the library
            self._filter.export_bpf(file)
            file.seek(0)
            self._program = file.read()

    def _limited(self, *, office: bool) -> None:
        """Allow what only some arguments make harmless."""
        same, masked = self._lib.EQ, self._lib.MASKED_EQ
        if office:
            self._allow("clone", (0, masked, _CLONE_NAMESPACES, 0))
            self._allow("socket", (0, same, socket.AF_UNIX))
        else:
            self._allow("clone", (0, masked, _CLONE_THREAD, _CLONE_THREAD))
            for request in _IOCTLS:
                self._allow("ioctl", (1, masked, 0xFFFF_FFFF, request))
        for option in (*_NAME_OF_THREAD, _NAME_OF_MEMORY):
            self._allow("prctl", (0, same, option))
        self._allow("prlimit64", (2, same, 0))  # to ask for a limit
        self._allow("sendto", (4, same, 0))  # to nobody but the other end
        # a pair of datagram sockets could write to any socket that has a path
        self._allow("socketpair", (0, same, socket.AF_UNIX), (1, masked, _SOCKET_TYPE, socket.SOCK_STREAM))

    def _allow(self, name: str, *arguments: tuple[int, ...]) -> None:
        self._rule(self._lib.ALLOW, name, *arguments)

    def _rule(self, action: int, name: str, *arguments: tuple[int, ...]) -> None:
        number = self._lib.resolve_syscall(self._lib.Arch.NATIVE, name)
        if number != -1:  # else unknown to this libseccomp, and denied
            self._filter.add_rule(action, number, *(self._lib.Arg(*argument) for argument in arguments))

    def enter(self) -> None:
        """Hold this process, and all that it starts, to the filter, for good. It must have given up new privileges."""
        libc.filter_system_calls(self._program)
