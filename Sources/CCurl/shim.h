// libcurl for Swift. Swift can't call variadic C functions, so each argument type of curl_easy_setopt,
// curl_easy_getinfo, curl_multi_setopt and curl_share_setopt has an inline function of its own here. Each asserts that
// the option takes that type: libcurl encodes it in the option's number.
#ifndef MUSTER_CCURL_SHIM_H
#define MUSTER_CCURL_SHIM_H

#include <assert.h>
#include <curl/curl.h>
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define MUSTER_OPTION_TYPE(option) ((int)(option) / 10000 * 10000)
#define MUSTER_INFO_TYPE(info) ((int)(info) & CURLINFO_TYPEMASK)

// MARK: curl_easy_setopt

static inline CURLcode muster_easy_set_long(CURL *easy, CURLoption option, long value) {
    assert(MUSTER_OPTION_TYPE(option) == CURLOPTTYPE_LONG);
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode muster_easy_set_off(CURL *easy, CURLoption option, curl_off_t value) {
    assert(MUSTER_OPTION_TYPE(option) == CURLOPTTYPE_OFF_T);
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode muster_easy_set_string(CURL *easy, CURLoption option, const char *value) {
    assert(MUSTER_OPTION_TYPE(option) == CURLOPTTYPE_STRINGPOINT);
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode muster_easy_set_pointer(CURL *easy, CURLoption option, void *value) {
    assert(MUSTER_OPTION_TYPE(option) == CURLOPTTYPE_OBJECTPOINT);
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode muster_easy_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
    assert(MUSTER_OPTION_TYPE(option) == CURLOPTTYPE_SLISTPOINT);
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode muster_easy_set_write(CURL *easy, CURLoption option, curl_write_callback value) {
    assert(MUSTER_OPTION_TYPE(option) == CURLOPTTYPE_FUNCTIONPOINT);
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode muster_easy_set_prereq(CURL *easy, CURLoption option, curl_prereq_callback value) {
    assert(MUSTER_OPTION_TYPE(option) == CURLOPTTYPE_FUNCTIONPOINT);
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode muster_easy_set_debug(CURL *easy, CURLoption option, curl_debug_callback value) {
    assert(MUSTER_OPTION_TYPE(option) == CURLOPTTYPE_FUNCTIONPOINT);
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode muster_easy_set_progress(CURL *easy, CURLoption option, curl_xferinfo_callback value) {
    assert(MUSTER_OPTION_TYPE(option) == CURLOPTTYPE_FUNCTIONPOINT);
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode muster_easy_set_socket_options(CURL *easy, CURLoption option, curl_sockopt_callback value) {
    assert(MUSTER_OPTION_TYPE(option) == CURLOPTTYPE_FUNCTIONPOINT);
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode muster_easy_set_close_socket(CURL *easy, CURLoption option, curl_closesocket_callback value) {
    assert(MUSTER_OPTION_TYPE(option) == CURLOPTTYPE_FUNCTIONPOINT);
    return curl_easy_setopt(easy, option, value);
}

// MARK: OpenSSL

static CURLcode muster_tls_context(CURL *easy, void *context, void *keeps_buffers) {
    (void)easy;
    // A null handle means every library of the program, and so the one that libcurl uses. The numbers are of
    // openssl/ssl.h, where they are part of its ABI.
    uint64_t (*clear)(void *, uint64_t) = (uint64_t (*)(void *, uint64_t))dlsym((void *)0, "SSL_CTX_clear_options");
    // SSL_OP_IGNORE_UNEXPECTED_EOF
    if (clear) clear(context, 1 << 7);
    long (*control)(void *, int, long, void *) = (long (*)(void *, int, long, void *))dlsym((void *)0, "SSL_CTX_ctrl");
    // SSL_CTRL_CLEAR_MODE and SSL_MODE_RELEASE_BUFFERS
    if (control && keeps_buffers) control(context, 78, 0x10, (void *)0);
    return CURLE_OK;
}

static inline bool muster_uses_openssl(void) {
    const curl_version_info_data *info = curl_version_info(CURLVERSION_NOW);
    return info->ssl_version && strncmp(info->ssl_version, "OpenSSL/", 8) == 0;
}

/// Has the connections of `easy` tell an end of the connection without TLS's own from one with it, which libcurl has OpenSSL
/// ignore; ``muster_easy_was_cut`` sees it where libcurl itself doesn't say so.
///
/// With `keeps_buffers` they keep OpenSSL's buffers for a record, 17 KiB each way. libcurl has them released whenever they are
/// empty, so that each request and each response allocates one. Another TLS library stays as it is.
static inline void muster_easy_set_tls(CURL *easy, bool keeps_buffers) {
    if (!muster_uses_openssl()) return;
    curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, keeps_buffers ? (void *)easy : (void *)0);
    curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, muster_tls_context);
}

/// Whether the connection that `curl_easy_recv` found at its end lacks TLS's own end (close_notify): content that the end
/// delimits is incomplete then (RFC 9112, section 8). False when that can't be known.
static inline bool muster_easy_was_cut(CURL *easy) {
    struct curl_tlssessioninfo *session = (struct curl_tlssessioninfo *)0;
    if (!muster_uses_openssl() || curl_easy_getinfo(easy, CURLINFO_TLS_SSL_PTR, &session) != CURLE_OK) return false;
    if (!session || session->backend != CURLSSLBACKEND_OPENSSL || !session->internals) return false;
    int (*get_shutdown)(const void *) = (int (*)(const void *))dlsym((void *)0, "SSL_get_shutdown");
    // SSL_RECEIVED_SHUTDOWN
    return get_shutdown && (get_shutdown(session->internals) & 2) == 0;
}

// MARK: curl_easy_getinfo

static inline CURLcode muster_easy_get_long(CURL *easy, CURLINFO info, long *value) {
    assert(MUSTER_INFO_TYPE(info) == CURLINFO_LONG);
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode muster_easy_get_off(CURL *easy, CURLINFO info, curl_off_t *value) {
    assert(MUSTER_INFO_TYPE(info) == CURLINFO_OFF_T);
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode muster_easy_get_string(CURL *easy, CURLINFO info, const char **value) {
    assert(MUSTER_INFO_TYPE(info) == CURLINFO_STRING);
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode muster_easy_get_socket(CURL *easy, CURLINFO info, curl_socket_t *value) {
    assert(MUSTER_INFO_TYPE(info) == CURLINFO_SOCKET);
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode muster_easy_get_list(CURL *easy, CURLINFO info, struct curl_slist **value) {
    assert(MUSTER_INFO_TYPE(info) == CURLINFO_SLIST);
    return curl_easy_getinfo(easy, info, value);
}

// MARK: curl_multi_setopt

static inline CURLMcode muster_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    assert(MUSTER_OPTION_TYPE(option) == CURLOPTTYPE_LONG);
    return curl_multi_setopt(multi, option, value);
}

static inline CURLMcode muster_multi_set_pointer(CURLM *multi, CURLMoption option, void *value) {
    assert(MUSTER_OPTION_TYPE(option) == CURLOPTTYPE_OBJECTPOINT);
    return curl_multi_setopt(multi, option, value);
}

static inline CURLMcode muster_multi_set_socket(CURLM *multi, CURLMoption option, curl_socket_callback value) {
    assert(MUSTER_OPTION_TYPE(option) == CURLOPTTYPE_FUNCTIONPOINT);
    return curl_multi_setopt(multi, option, value);
}

static inline CURLMcode muster_multi_set_timer(CURLM *multi, CURLMoption option, curl_multi_timer_callback value) {
    assert(MUSTER_OPTION_TYPE(option) == CURLOPTTYPE_FUNCTIONPOINT);
    return curl_multi_setopt(multi, option, value);
}

/// The result of a finished transfer: `data` of a CURLMsg is a union, which Swift imports poorly.
static inline CURLcode muster_message_result(const CURLMsg *message) {
    assert(message->msg == CURLMSG_DONE);
    return message->data.result;
}

// MARK: curl_share_setopt (its options carry no types)

static inline CURLSHcode muster_share_set_data(CURLSH *share, curl_lock_data data) {
    return curl_share_setopt(share, CURLSHOPT_SHARE, data);
}

static inline CURLSHcode muster_share_set_lock(CURLSH *share, curl_lock_function value) {
    return curl_share_setopt(share, CURLSHOPT_LOCKFUNC, value);
}

static inline CURLSHcode muster_share_set_unlock(CURLSH *share, curl_unlock_function value) {
    return curl_share_setopt(share, CURLSHOPT_UNLOCKFUNC, value);
}

static inline CURLSHcode muster_share_set_pointer(CURLSH *share, void *value) {
    return curl_share_setopt(share, CURLSHOPT_USERDATA, value);
}

// MARK: curl_global_init

static inline CURLcode muster_global_init(void) {
    return curl_global_init(CURL_GLOBAL_DEFAULT);
}

static inline const curl_version_info_data *muster_version_info(void) {
    return curl_version_info(CURLVERSION_NOW);
}

#endif
