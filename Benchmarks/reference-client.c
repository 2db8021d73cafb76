// A busy-polling reference: as near to the truth about a server's latency as software gets.
//
// Usage: reference-client PORT RATE REQUESTS
// Sends GET / at a constant rate over up to 64 keep-alive connections and never sleeps: it polls the clock until a request is due,
// and every busy connection for its answer. Prints percentiles of the response times, from the intended start, in microseconds, the
// first 10% left out. An answer is complete when its head and Content-Length bytes are there; nothing is pipelined.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { connections = 64, buffer_size = 4096 };

struct connection {
    int socket;
    int request;  // -1: free
    int used;
    long sent;
    char buffer[buffer_size + 1];
};

static long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000L + time.tv_nsec;
}

static int compare(const void *left, const void *right) {
    long a = *(const long *)left, b = *(const long *)right;
    return (a > b) - (a < b);
}

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static int open_connection(int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int on = 1, opened = socket(AF_INET, SOCK_STREAM, 0);
    if (opened < 0 || connect(opened, (struct sockaddr *)&address, sizeof address)) fail("connect");
    setsockopt(opened, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    fcntl(opened, F_SETFL, O_NONBLOCK);
    return opened;
}

// Whether the answer is complete; ends the program when it isn't a 200.
static int complete(struct connection *connection) {
    connection->buffer[connection->used] = 0;
    char *end = strstr(connection->buffer, "\r\n\r\n");
    if (!end) return 0;
    char *length = strcasestr(connection->buffer, "\r\nContent-Length:");
    if (strncmp(connection->buffer, "HTTP/1.1 200", 12) || !length) {
        fprintf(stderr, "unexpected answer: %.60s\n", connection->buffer);
        exit(1);
    }
    return connection->used >= end + 4 - connection->buffer + atoi(length + 17);
}

int main(int count, char **arguments) {
    if (count != 4) return fprintf(stderr, "usage: %s PORT RATE REQUESTS\n", arguments[0]), 2;
    int port = atoi(arguments[1]), requests = atoi(arguments[3]), next = 0, done = 0;
    double gap = 1e9 / atof(arguments[2]);
    long *response = calloc(requests, sizeof *response), *slip = calloc(requests, sizeof *slip);
    static struct connection all[connections];
    char request[128];
    int length = snprintf(request, sizeof request, "GET / HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n", port);
    for (int i = 0; i < connections; i++) all[i] = (struct connection){.socket = open_connection(port), .request = -1};
    int busy[connections], busy_count = 0, idle[connections], idle_count = 0;
    for (int i = 0; i < connections; i++) idle[idle_count++] = i;
    long start = now() + 1000000;
    while (done < requests) {
        if (next < requests && idle_count > 0 && now() >= start + (long)(next * gap)) {
            struct connection *connection = &all[idle[--idle_count]];
            connection->request = next;
            connection->used = 0;
            slip[next] = now() - start - (long)(next * gap);
            if (send(connection->socket, request, length, 0) != length) fail("send");
            busy[busy_count++] = connection - all;
            next++;
        }
        for (int i = 0; i < busy_count; i++) {
            struct connection *connection = &all[busy[i]];
            ssize_t got = recv(connection->socket, connection->buffer + connection->used, buffer_size - connection->used, 0);
            if (got == 0 || (got < 0 && errno != EAGAIN)) fail("recv");
            if (got < 0) continue;
            connection->used += got;
            if (!complete(connection)) continue;
            response[connection->request] = now() - start - (long)(connection->request * gap);
            idle[idle_count++] = busy[i];
            busy[i--] = busy[--busy_count];
            done++;
        }
    }
    int skipped = requests / 10, kept = requests - skipped;
    qsort(response + skipped, kept, sizeof *response, compare);
    qsort(slip + skipped, kept, sizeof *slip, compare);
    const long *sorted = response + skipped;
    printf("{\"p50\": %.1f, \"p90\": %.1f, \"p99\": %.1f, \"max\": %.1f, \"slip\": %.1f}\n", sorted[kept / 2] / 1e3,
           sorted[kept * 9 / 10] / 1e3, sorted[kept * 99 / 100] / 1e3, sorted[kept - 1] / 1e3, slip[skipped + kept * 99 / 100] / 1e3);
}
