// XML, HTML and XPath by libxml2. It brings 30 MB of tables along, which few runs need: it is loaded when the first XPath is
// met, and what is used of it is declared here as its ABI has it (libxml2.so.2, and .16 since 2.14).
#ifndef MUSTER_CXML_SHIM_H
#define MUSTER_CXML_SHIM_H

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>

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
    if (missing) return;
    table->xmlInitParser();
    table->is_there = 1;
}

/// The library; NULL where there is none.
static inline const muster_libxml *muster_libxml_get(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, muster_libxml_load);
    return muster_libxml_table()->is_there ? muster_libxml_table() : NULL;
}

static void muster_xml_say_nothing(void *context, const muster_xml_error *error) {
    (void)context;
    (void)error;
}

/// What goes wrong on this thread is kept for xmlGetLastError, and not printed.
static inline void muster_xml_be_quiet(const muster_libxml *library) {
    library->xmlSetStructuredErrorFunc(NULL, muster_xml_say_nothing);
    library->xmlResetLastError();
}

static inline void muster_xml_free(const muster_libxml *library, void *memory) { (*library->xmlFree)(memory); }

#endif
