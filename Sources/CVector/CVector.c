// The header is all: its one function is compiled into the Swift code that calls it.
#include "CVector.h"
