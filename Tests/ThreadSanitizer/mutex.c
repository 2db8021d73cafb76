// Tells the thread sanitizer of Swift's `Mutex`, for `make test-thread`; preloaded, since the library isn't instrumented.
//
// What `Mutex` does without contention is inlined into our code, where the sanitizer sees it. Under contention it spins and
// waits inside the library; each such lock would look like none, and what it guards like a race. `self` is the address of the
// mutex' word, in the register that Swift's calling convention has for it.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"
#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context))

// Missing in processes without the sanitizer, such as the one that starts the tests.
__attribute__((weak)) void __tsan_acquire(void *address);
__attribute__((weak)) void __tsan_release(void *address);

typedef SWIFT void (*Lock)(uint32_t thread, SELF void *self);
typedef SWIFT void (*Unlock)(SELF void *self);

static Lock lock;
static Unlock unlock;

__attribute__((constructor)) static void find(void) {
    lock = (Lock)dlsym(RTLD_NEXT, LOCK);
    unlock = (Unlock)dlsym(RTLD_NEXT, UNLOCK);
}

SWIFT void lockSlow(uint32_t thread, SELF void *self) __asm__(LOCK);
SWIFT void lockSlow(uint32_t thread, SELF void *self) {
    lock(thread, self);
    if (__tsan_acquire) __tsan_acquire(self);
}

SWIFT void unlockSlow(SELF void *self) __asm__(UNLOCK);
SWIFT void unlockSlow(SELF void *self) {
    if (__tsan_release) __tsan_release(self);
    unlock(self);
}
