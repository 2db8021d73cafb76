// Counts, for each thread, the calls that a hot path must not make: preloaded into a program, it stands before the C library
// and Swift's runtime, and writes a line of JSON for each thread to $COUNT_CALLS_FILE when the program ends.
//
//   cc -O2 -shared -fPIC -o count-calls.so count-calls.c && LD_PRELOAD=./count-calls.so COUNT_CALLS_FILE=counts program
//
// Calls from one library to itself don't go through the table that preloading changes, and locks that are taken by machine
// instructions alone aren't calls: neither is counted.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { ALLOCATE, FREE, LOCK, RETAIN, RELEASE, OBJECT, ACCESS, RECEIVE, KINDS };
static const char *names[KINDS] = {"allocate", "free", "lock", "retain", "release", "object", "access", "receive"};

#define THREADS 1024
static struct slot { unsigned long counts[KINDS]; int thread; } slots[THREADS];
static int used;
static __thread struct slot *own __attribute__((tls_model("initial-exec")));

static inline void count(int kind) {
    if (!own) {
        int place = __atomic_fetch_add(&used, 1, __ATOMIC_RELAXED);
        own = &slots[place < THREADS ? place : THREADS - 1];
        own->thread = (int)syscall(SYS_gettid);
    }
    own->counts[kind]++;
}

__attribute__((destructor)) static void report(void) {
    const char *path = getenv("COUNT_CALLS_FILE");
    FILE *file = path ? fopen(path, "w") : NULL;
    if (!file) return;
    for (int place = 0; place < used && place < THREADS; place++) {
        fprintf(file, "{\"thread\":%d", slots[place].thread);
        for (int kind = 0; kind < KINDS; kind++) fprintf(file, ",\"%s\":%lu", names[kind], slots[place].counts[kind]);
        fprintf(file, "}\n");
    }
    fclose(file);
}

// The C library has these under a second name; asking the linker for the first would allocate.
extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void __libc_free(void *);
void *malloc(size_t size) { count(ALLOCATE); return __libc_malloc(size); }
void *calloc(size_t number, size_t size) { count(ALLOCATE); return __libc_calloc(number, size); }
void *realloc(void *memory, size_t size) { count(ALLOCATE); return __libc_realloc(memory, size); }
void *aligned_alloc(size_t alignment, size_t size) { count(ALLOCATE); return __libc_memalign(alignment, size); }
int posix_memalign(void **memory, size_t alignment, size_t size) {
    count(ALLOCATE);
    *memory = __libc_memalign(alignment, size);
    return *memory ? 0 : 12;
}
void free(void *memory) { if (memory) count(FREE); __libc_free(memory); }

#define NEXT(name) \
    static __typeof__(&name) next; \
    if (!next) next = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

int pthread_mutex_lock(pthread_mutex_t *mutex) { NEXT(pthread_mutex_lock); count(LOCK); return next(mutex); }
ssize_t recv(int socket, void *bytes, size_t size, int flags) { NEXT(recv); count(RECEIVE); return next(socket, bytes, size, flags); }

// Swift's runtime, by its C calling convention (docs/Runtime.md).
#define COUNTED(kind, name) \
    void *name(void *object) { NEXT(name); count(kind); return next(object); }
COUNTED(RETAIN, swift_retain)
COUNTED(RETAIN, swift_bridgeObjectRetain)
COUNTED(RETAIN, swift_unknownObjectRetain)
COUNTED(RELEASE, swift_release)
COUNTED(RELEASE, swift_bridgeObjectRelease)
COUNTED(RELEASE, swift_unknownObjectRelease)
void *swift_retain_n(void *object, unsigned number) { NEXT(swift_retain_n); count(RETAIN); return next(object, number); }
void swift_release_n(void *object, unsigned number) { NEXT(swift_release_n); count(RELEASE); next(object, number); }
void *swift_allocObject(void *type, size_t size, size_t alignment) {
    NEXT(swift_allocObject); count(OBJECT); return next(type, size, alignment);
}
void swift_beginAccess(void *place, void *buffer, size_t flags, void *counter) {
    NEXT(swift_beginAccess); count(ACCESS); next(place, buffer, flags, counter);
}
