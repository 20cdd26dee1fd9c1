#pragma once

#include "anqa/web/flash.hpp"  // Flash is the same for controllers and for live views
