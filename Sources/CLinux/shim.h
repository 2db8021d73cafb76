// What Swift's Glibc module leaves out of Linux: readiness (epoll), wake-ups (eventfd) and exact timers (timerfd).
#ifndef MUSTER_CLINUX_SHIM_H
#define MUSTER_CLINUX_SHIM_H

#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/timerfd.h>
#include <time.h>

enum {
    muster_epoll_cloexec = EPOLL_CLOEXEC,
    muster_eventfd_flags = EFD_CLOEXEC | EFD_NONBLOCK,
    muster_timerfd_flags = TFD_CLOEXEC | TFD_NONBLOCK,
    muster_timerfd_absolute = TFD_TIMER_ABSTIME,
};

static const uint32_t muster_epoll_edge = EPOLLET;
static const uint32_t muster_epoll_peer_closed = EPOLLRDHUP;
static const uint32_t muster_epoll_in = EPOLLIN;
static const uint32_t muster_epoll_out = EPOLLOUT;
static const uint32_t muster_epoll_err = EPOLLERR;
static const uint32_t muster_epoll_hup = EPOLLHUP;

/// What the calling thread has used; RUSAGE_THREAD is 1, and declared for _GNU_SOURCE alone.
static inline int muster_thread_usage(struct rusage *usage) {
    return getrusage(1, usage);
}

/// Lets the calling thread's timers be late by no more than `nanoseconds`; Linux allows itself 50 us otherwise.
static inline int muster_set_timer_slack(unsigned long nanoseconds) {
    return prctl(PR_SET_TIMERSLACK, nanoseconds, 0, 0, 0);
}

#endif
