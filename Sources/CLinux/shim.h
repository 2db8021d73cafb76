// What Swift's Glibc module leaves out of Linux: readiness (epoll), wake-ups (eventfd), exact timers (timerfd), and how memory is
// asked for.
#ifndef MUSTER_CLINUX_SHIM_H
#define MUSTER_CLINUX_SHIM_H

#include <errno.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

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

/// Says in which steps memory is asked of the system, how much is kept when it is given back, and from which size on a piece is
/// mapped by itself, in bytes. A C library without these words keeps its own ways.
static inline void muster_set_memory_steps(int step, int kept, int mapped) {
#ifdef M_TOP_PAD
    mallopt(M_TOP_PAD, step);
    mallopt(M_TRIM_THRESHOLD, kept);
    mallopt(M_MMAP_THRESHOLD, mapped);
#endif
}

/// `epoll_wait` with a time-out in nanoseconds: epoll_pwait2, which Linux has had since 5.11 and some sandboxes refuse; else
/// ppoll on the epoll descriptor. Called by number, as C libraries from before 2021 don't declare it.
static inline int muster_epoll_wait(int epoll, struct epoll_event *events, int count, uint64_t nanoseconds) {
    struct timespec limit = {.tv_sec = (time_t)(nanoseconds / 1000000000), .tv_nsec = (long)(nanoseconds % 1000000000)};
    static int is_missing = 0;
    if (!__atomic_load_n(&is_missing, __ATOMIC_RELAXED)) {
        int ready = (int)syscall(441, epoll, events, count, &limit, (void *)0, (size_t)0);
        if (ready >= 0 || (errno != ENOSYS && errno != EPERM)) return ready;
        __atomic_store_n(&is_missing, 1, __ATOMIC_RELAXED);
    }
    struct pollfd poll = {.fd = epoll, .events = POLLIN};
    if (ppoll(&poll, 1, &limit, (void *)0) <= 0) return 0;
    return epoll_wait(epoll, events, count, 0);
}

/// What the calling thread has used; RUSAGE_THREAD is 1, and declared for _GNU_SOURCE alone.
static inline int muster_thread_usage(struct rusage *usage) {
    return getrusage(1, usage);
}

/// How many segments with data the kernel has sent on a TCP connection, those sent again included: tcpi_data_segs_out of
/// linux/tcp.h, which has been there since Linux 4.6 and which the C library's own declaration lacks; -1 where it isn't told.
static inline int64_t muster_segments_sent(int socket) {
    enum { place = 156 };
    unsigned char info[256];
    socklen_t length = sizeof info;
    uint32_t count;
    // IPPROTO_TCP, TCP_INFO.
    if (getsockopt(socket, 6, 11, info, &length) || length < place + sizeof count) return -1;
    __builtin_memcpy(&count, info + place, sizeof count);
    return count;
}

/// Lets the calling thread's timers be late by no more than `nanoseconds`; Linux allows itself 50 us otherwise.
static inline int muster_set_timer_slack(unsigned long nanoseconds) {
    return prctl(PR_SET_TIMERSLACK, nanoseconds, 0, 0, 0);
}

#endif
