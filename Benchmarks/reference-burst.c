// The floor of a burst's release: a bare loop that sends the last byte of prepared requests.
//
// Usage: reference-burst PORT CONNECTIONS
// Opens the connections, sends all but the last byte of a GET on each, waits 100 ms, sends the last bytes back to back, and reads an
// answer from each. Prints the time from before the first to after the last send, in microseconds.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000L + time.tv_nsec;
}

static void fail(const char *what) {
    perror(what);
    exit(1);
}

int main(int count, char **arguments) {
    if (count != 3) return fprintf(stderr, "usage: %s PORT CONNECTIONS\n", arguments[0]), 2;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(arguments[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int connections = atoi(arguments[2]), on = 1, *all = calloc(connections, sizeof *all);
    char request[128], answer[4096];
    int length = snprintf(request, sizeof request, "GET / HTTP/1.1\r\nHost: 127.0.0.1:%s\r\n\r\n", arguments[1]);
    for (int i = 0; i < connections; i++) {
        all[i] = socket(AF_INET, SOCK_STREAM, 0);
        if (all[i] < 0 || connect(all[i], (struct sockaddr *)&address, sizeof address)) fail("connect");
        setsockopt(all[i], IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (send(all[i], request, length - 1, 0) != length - 1) fail("send");
    }
    usleep(100000);
    long start = now();
    for (int i = 0; i < connections; i++)
        if (send(all[i], request + length - 1, 1, 0) != 1) fail("send");
    long end = now();
    for (int i = 0; i < connections; i++)
        if (recv(all[i], answer, sizeof answer, 0) <= 0) fail("recv");
    printf("%.1f\n", (end - start) / 1e3);
}
