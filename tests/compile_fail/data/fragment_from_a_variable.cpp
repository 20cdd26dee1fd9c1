// expect: not a constant expression
#include "anqa/data/functions.hpp"

struct User : anqa::Schema<"users"> {
  std::int64_t id = 0;
  std::string email;
};

auto found(const char (&text)[8]) { return anqa::fragment<int>(text); }
