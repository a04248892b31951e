// The header is all: its functions are compiled into the Swift code that calls them.
#include "CVector.h"
