// expect: a field of a schema has a type that no column can hold: use an integer
#include "anqa/data/schema.hpp"

struct User : anqa::Schema<"users"> {
  std::int64_t id = 0;
  void* session = nullptr;
};

static_assert(anqa::table_of<User>.columns.size() == 2);
