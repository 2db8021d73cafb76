// XML, HTML and XPath by libxml2. It brings 30 MB of tables along, which few runs need: it is loaded when the first XPath is
// met, and what is used of it is declared here as its ABI has it (libxml2.so.2, and .16 since 2.14).
#ifndef MUSTER_CXML_SHIM_H
#define MUSTER_CXML_SHIM_H

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>
#include <time.h>

typedef struct muster_xml_nodes {
    int count;
    int capacity;
    void **nodes;
} muster_xml_nodes;

/// xmlXPathObject, as far as it is read. The type is one of MUSTER_XPATH_...
typedef struct muster_xpath_object {
    int type;
    muster_xml_nodes *nodes;
    int flag;
    double number;
    unsigned char *text;
} muster_xpath_object;

enum { MUSTER_XPATH_NODES = 1, MUSTER_XPATH_FLAG = 2, MUSTER_XPATH_NUMBER = 3, MUSTER_XPATH_TEXT = 4 };

/// xmlNs, as far as it is read.
typedef struct muster_xml_namespace {
    struct muster_xml_namespace *next;
    int type;
    const unsigned char *uri;
    const unsigned char *prefix;
} muster_xml_namespace;

/// xmlNode and xmlDtd, as far as they are read: what all kinds of nodes begin with.
typedef struct muster_xml_node {
    void *owner;
    int type;
    const unsigned char *name;
    struct muster_xml_node *children, *last, *parent, *next, *previous;
} muster_xml_node;

enum { MUSTER_XML_ELEMENT = 1, MUSTER_XML_ENTITY = 17 };

/// xmlError, as far as it is read.
typedef struct muster_xml_error {
    int domain;
    int code;
    char *message;
    int level;
    char *file;
    int line;
} muster_xml_error;

/// xmlXPathContext since 2.9.9, member by member up to its limits, which are tried out when the library is loaded.
typedef struct muster_xpath_context {
    void *document, *node;
    int variables, most_variables;
    void *variable_table;
    int types, most_types;
    void *type_table;
    int functions, most_functions;
    void *function_table;
    int axes, most_axes;
    void *axis_table, *namespaces;
    int namespace_count;
    void *user;
    int context_size, position, is_pointer;
    void *here, *origin, *namespace_table, *look_up_variable, *variable_data, *extra, *function, *function_uri;
    void *look_up_function, *function_data, *found_namespaces;
    int found_count;
    void *error_data, *error;
    struct {
        int domain, code;
        char *message;
        int level;
        char *file;
        int line;
        char *texts[3];
        int numbers[2];
        void *context, *node;
    } last_error;
    void *debugged, *names;
    int flags;
    void *cache;
    unsigned long limit, count;
    int depth;
} muster_xpath_context;

/// The code of the error of a search that reaches its limit: XML_XPATH_EXPRESSION_OK and XPATH_OP_LIMIT_EXCEEDED.
enum { MUSTER_XPATH_LIMIT_EXCEEDED = 1225 };

typedef struct muster_libxml {
    void (*xmlInitParser)(void);
    void *(*xmlReadMemory)(const char *, int, const char *, const char *, int);
    void *(*htmlReadMemory)(const char *, int, const char *, const char *, int);
    void (*xmlFreeDoc)(void *);
    void *(*xmlDocGetRootElement)(const void *);
    muster_xml_node *(*xmlGetIntSubset)(const void *);
    muster_xml_namespace **(*xmlGetNsList)(const void *, const void *);
    void *(*xmlXPathNewContext)(void *);
    void (*xmlXPathFreeContext)(void *);
    int (*xmlXPathRegisterNs)(void *, const unsigned char *, const unsigned char *);
    void *(*xmlXPathCtxtCompile)(void *, const unsigned char *);
    void (*xmlXPathFreeCompExpr)(void *);
    muster_xpath_object *(*xmlXPathCompiledEval)(void *, void *);
    void (*xmlXPathFreeObject)(muster_xpath_object *);
    unsigned char *(*xmlXPathCastNodeToString)(void *);
    const muster_xml_error *(*xmlGetLastError)(void);
    void (*xmlResetLastError)(void);
    void (*xmlSetStructuredErrorFunc)(void *, void (*)(void *, const muster_xml_error *));
    void (**xmlFree)(void *);
    /// Whether all of them were found.
    int is_there;
} muster_libxml;

// Swift emits no variable of a header, but for those of its functions.
static inline muster_libxml *muster_libxml_table(void) {
    static muster_libxml table;
    return &table;
}

static void muster_xml_say_nothing(void *context, const muster_xml_error *error) {
    (void)context;
    (void)error;
}

/// Whether a limit is kept where muster_xpath_context has it.
static int muster_xpath_has_limit(const muster_libxml *library) {
    library->xmlSetStructuredErrorFunc(NULL, muster_xml_say_nothing);
    muster_xpath_context *context = library->xmlXPathNewContext(NULL);
    if (!context) return 0;
    void *compiled = context->limit == 0 ? library->xmlXPathCtxtCompile(context, (const unsigned char *)"1+1+1") : NULL;
    int is_kept = 0;
    if (compiled) {
        context->limit = 2;
        muster_xpath_object *found = library->xmlXPathCompiledEval(compiled, context);
        const muster_xml_error *error = library->xmlGetLastError();
        is_kept = !found && error && error->code == MUSTER_XPATH_LIMIT_EXCEEDED;
        if (found) library->xmlXPathFreeObject(found);
        library->xmlXPathFreeCompExpr(compiled);
    }
    library->xmlXPathFreeContext(context);
    library->xmlResetLastError();
    return is_kept;
}

static void muster_libxml_load(void) {
    muster_libxml *table = muster_libxml_table();
    void *library = dlopen("libxml2.so.2", RTLD_NOW | RTLD_LOCAL);
    if (!library) library = dlopen("libxml2.so.16", RTLD_NOW | RTLD_LOCAL);
    if (!library) return;
    int missing = 0;
#define MUSTER_FIND(name) \
    if (!(*(void **)&table->name = dlsym(library, #name))) missing = 1
    MUSTER_FIND(xmlInitParser);
    MUSTER_FIND(xmlReadMemory);
    MUSTER_FIND(htmlReadMemory);
    MUSTER_FIND(xmlFreeDoc);
    MUSTER_FIND(xmlDocGetRootElement);
    MUSTER_FIND(xmlGetIntSubset);
    MUSTER_FIND(xmlGetNsList);
    MUSTER_FIND(xmlXPathNewContext);
    MUSTER_FIND(xmlXPathFreeContext);
    MUSTER_FIND(xmlXPathRegisterNs);
    MUSTER_FIND(xmlXPathCtxtCompile);
    MUSTER_FIND(xmlXPathFreeCompExpr);
    MUSTER_FIND(xmlXPathCompiledEval);
    MUSTER_FIND(xmlXPathFreeObject);
    MUSTER_FIND(xmlXPathCastNodeToString);
    MUSTER_FIND(xmlGetLastError);
    MUSTER_FIND(xmlResetLastError);
    MUSTER_FIND(xmlSetStructuredErrorFunc);
    MUSTER_FIND(xmlFree);
#undef MUSTER_FIND
    // Since 2.9.9 searches have limits; what is older would let a page take all time.
    const char *const *version = dlsym(library, "xmlParserVersion");
    if (missing || !version || atoi(*version) < 20909) return;
    table->xmlInitParser();
    table->is_there = muster_xpath_has_limit(table);
}

/// The library; NULL where there is none.
static inline const muster_libxml *muster_libxml_get(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, muster_libxml_load);
    return muster_libxml_table()->is_there ? muster_libxml_table() : NULL;
}

/// What goes wrong on this thread is kept for xmlGetLastError, and not printed.
static inline void muster_xml_be_quiet(const muster_libxml *library) {
    library->xmlSetStructuredErrorFunc(NULL, muster_xml_say_nothing);
    library->xmlResetLastError();
}

/// Has a search in a context end with an error after so many steps; it may be called while another thread searches.
static inline void muster_xpath_limit(void *context, unsigned long steps) {
    __atomic_store_n(&((muster_xpath_context *)context)->limit, steps, __ATOMIC_RELAXED);
}

/// The clock of the processor's time of this thread, which others may read as long as it lives.
static inline int muster_thread_clock(void) {
    clockid_t clock;
    return pthread_getcpuclockid(pthread_self(), &clock) == 0 ? (int)clock : CLOCK_MONOTONIC;
}

/// What `clock` shows, in seconds.
static inline double muster_clock_seconds(int clock) {
    struct timespec now = {0, 0};
    clock_gettime((clockid_t)clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static inline void muster_xml_free(const muster_libxml *library, void *memory) { (*library->xmlFree)(memory); }

#endif
