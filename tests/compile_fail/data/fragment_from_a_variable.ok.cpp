#include "anqa/data/functions.hpp"

struct User : anqa::Schema<"users"> {
  std::int64_t id = 0;
  std::string email;
};

auto found(const char* text) { return anqa::fragment<int>("length(?)", text); }
