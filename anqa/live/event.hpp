#pragma once

#include "anqa/base/event.hpp"  // IWYU pragma: export
