// expect: field_options names a field that the schema does not have
#include "anqa/data/schema.hpp"

struct User : anqa::Schema<"users"> {
  std::int64_t id = 0;
  std::string email;

  static constexpr anqa::FieldOptions field_options[] = {{.field = "emial", .source = "e_mail"}};
};

static_assert(anqa::table_of<User>.columns.size() == 2);
