// expect: constraints not satisfied
// expect: RegistryKeys::unique' evaluated to false
#include "anqa/otp/registry.hpp"

anqa::Via lobby() { return anqa::DuplicateRegistry::via("rooms", "lobby"); }
