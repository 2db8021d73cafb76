// libyaml, which reads the contracts that are written in YAML.
#ifndef MUSTER_CYAML_SHIM_H
#define MUSTER_CYAML_SHIM_H

#include <yaml.h>

#endif
