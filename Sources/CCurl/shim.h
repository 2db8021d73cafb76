// libcurl for Swift. Swift can't call variadic C functions, so each argument type of curl_easy_setopt,
// curl_easy_getinfo, curl_multi_setopt and curl_share_setopt has an inline function of its own here. Each asserts that
// the option takes that type: libcurl encodes it in the option's number.
#ifndef MUSTER_CCURL_SHIM_H
#define MUSTER_CCURL_SHIM_H

#include <assert.h>
#include <curl/curl.h>
#include "openssl.h"

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
