// expect: a message must not be a raw pointer, a view, or a shared_ptr to what is not const
#include <string>

#include "anqa/otp/table.hpp"

void make() { anqa::Table<std::string, const char*> table; }
