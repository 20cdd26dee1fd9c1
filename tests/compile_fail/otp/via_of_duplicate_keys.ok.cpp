#include "anqa/otp/registry.hpp"

anqa::Via lobby() { return anqa::Registry::via("rooms", "lobby"); }
