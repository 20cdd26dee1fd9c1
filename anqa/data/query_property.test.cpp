// The database and a std::vector are asked the same question about the same rows and must agree.

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <functional>

#include "anqa/data/adapters/sqlite/internal/like.hpp"
#include "anqa/data/adapters/sqlite/sqlite.hpp"
#include "anqa/data/blocking_repo.hpp"
#include "anqa/data/internal/test_database.hpp"
#include "anqa/data/migration.hpp"

namespace anqa {
namespace {

struct Row : Schema<"rows"> {
  std::int64_t id = 0;
  std::string name;
  std::optional<int> age;
  double weight = 0;
  bool active = false;

  friend bool operator==(const Row&, const Row&) = default;
};

const Migration create_rows[] = {{1, "create rows", [](MigrationSteps& db) {
                                    db.create_table("rows")
                                        .add("name", ColumnType::string, {.null = false})
                                        .add("age", ColumnType::integer)
                                        .add("weight", ColumnType::number, {.null = false})
                                        .add("active", ColumnType::boolean, {.null = false});
                                  }}};

/// SQL's third truth value is nothing.
using Truth = std::optional<bool>;

/// A condition in both languages.
struct Asked {
  Condition<Row> in_sql;
  std::function<Truth(const Row&)> in_memory;
};

/// LIKE as its definition says it, without regard to speed.
bool slow_like(std::string_view text, std::string_view pattern) {
  if (pattern.empty()) return text.empty();
  if (pattern[0] == '%')
    return slow_like(text, pattern.substr(1)) || (!text.empty() && slow_like(text.substr(1), pattern));
  if (text.empty()) return false;
  if (pattern[0] == '_') return slow_like(text.substr(1), pattern.substr(1));
  if (pattern[0] == '\\' && pattern.size() > 1) pattern.remove_prefix(1);
  return text[0] == pattern[0] && slow_like(text.substr(1), pattern.substr(1));
}

rc::Gen<std::string> names() {
  return rc::gen::container<std::string>(rc::gen::element('a', 'b', 'A', '%', '_', '\\', '\''));
}
rc::Gen<double> weights() { return rc::gen::element(-1.5, 0.0, 0.1, 2.0, 1e300); }

rc::Gen<std::optional<int>> ages() {
  return rc::gen::map(rc::gen::inRange(-3, 5),
                      [](int age) { return age == -3 ? std::optional<int>() : age; });
}

rc::Gen<Row> rows() {
  return rc::gen::build(rc::gen::construct<Row>(), rc::gen::set(&Row::name, names()),
                        rc::gen::set(&Row::age, ages()), rc::gen::set(&Row::weight, weights()),
                        rc::gen::set(&Row::active));
}

template <class Compare>
Truth compare_ages(const std::optional<int>& age, int with, Compare compare) {
  return age ? Truth(compare(*age, with)) : Truth();
}

Asked leaf() {
  switch (*rc::gen::inRange(0, 10)) {
    case 0: {
      const int age = *rc::gen::inRange(-2, 5);
      return {field<&Row::age> >= age,
              [age](const Row& row) { return compare_ages(row.age, age, std::greater_equal<>()); }};
    }
    case 1: {
      const int age = *rc::gen::inRange(-2, 5);
      return {field<&Row::age> != age,
              [age](const Row& row) { return compare_ages(row.age, age, std::not_equal_to<>()); }};
    }
    case 2:
      return {is_nil(field<&Row::age>), [](const Row& row) { return Truth(!row.age); }};
    case 3: {
      const auto name = *names();
      return {field<&Row::name> == name, [name](const Row& row) { return Truth(row.name == name); }};
    }
    case 4: {
      const auto name = *names();
      return {field<&Row::name> < name, [name](const Row& row) { return Truth(row.name < name); }};
    }
    case 5: {
      const double weight = *weights();
      return {field<&Row::weight> <= weight,
              [weight](const Row& row) { return Truth(row.weight <= weight); }};
    }
    case 6:
      return {field<&Row::active> == true, [](const Row& row) { return Truth(row.active); }};
    case 7: {
      const auto ages = *rc::gen::container<std::vector<int>>(rc::gen::inRange(-2, 5));
      return {in(field<&Row::age>, ages), [ages](const Row& row) {
                if (ages.empty()) return Truth(false);
                return row.age ? Truth(std::ranges::find(ages, *row.age) != ages.end()) : Truth();
              }};
    }
    case 8: {
      const auto pattern = *names();
      return {like(field<&Row::name>, pattern),
              [pattern](const Row& row) { return Truth(slow_like(row.name, pattern)); }};
    }
    default: {
      const auto name = *names();
      return {like(field<&Row::name>, "%" + like_escape(name) + "%"),
              [name](const Row& row) { return Truth(row.name.find(name) != std::string::npos); }};
    }
  }
}

Asked condition(int depth) {
  const int kind = depth == 0 ? 0 : *rc::gen::inRange(0, 4);
  if (kind == 0) return leaf();
  auto a = condition(depth - 1);
  if (kind == 1) {
    return {!a.in_sql, [a](const Row& row) {
              const auto x = a.in_memory(row);
              return x ? Truth(!*x) : x;
            }};
  }
  auto b = condition(depth - 1);
  const bool is_and = kind == 2;
  return {is_and ? a.in_sql && b.in_sql : a.in_sql || b.in_sql, [a, b, is_and](const Row& row) {
            const auto x = a.in_memory(row), y = b.in_memory(row);
            const Truth decisive = !is_and;
            if (x == decisive || y == decisive) return decisive;
            return x && y ? Truth(is_and) : Truth();
          }};
}

class QueryProperty : public ::testing::TestWithParam<detail::Dialect::Kind> {};
ANQA_ON_BOTH_DATABASES(QueryProperty);

TEST_P(QueryProperty, AgreesWithTheSameQueryOverAVector) {
  const detail::TestDatabase place(GetParam());
  const auto database = place.open();
  migrate(*database, create_rows);
  BlockingRepo repo(*database);
  EXPECT_TRUE(rc::check([&] {
    repo.delete_all(from<Row>());
    std::vector<Row> stored;
    for (auto& row : *rc::gen::container<std::vector<Row>>(rows()))
      stored.push_back(repo.insert(row).value());

    const auto asked = condition(3);
    const bool by_name = *rc::gen::arbitrary<bool>();
    const auto offset = *rc::gen::inRange<std::size_t>(0, 3), limit = *rc::gen::inRange<std::size_t>(0, 6);

    std::vector<Row> expected;
    std::ranges::copy_if(stored, std::back_inserter(expected),
                         [&](const Row& row) { return asked.in_memory(row) == true; });
    const auto all = expected.size();
    auto by = [by_name](const Row& a, const Row& b) {
      if (by_name && a.name != b.name) return a.name > b.name;
      if (!by_name && a.age != b.age) return a.age < b.age;  // nothing comes first in both
      return a.id < b.id;
    };
    std::ranges::sort(expected, by);
    expected.erase(expected.begin(), expected.begin() + static_cast<std::ptrdiff_t>(std::min(offset, all)));
    if (expected.size() > limit) expected.resize(limit);

    auto query = from<Row>().where(asked.in_sql);
    RC_ASSERT(repo.count(query) == static_cast<std::int64_t>(all));
    by_name ? query.order_by(desc(field<&Row::name>), asc(field<&Row::id>))
            : query.order_by(asc(field<&Row::age>), asc(field<&Row::id>));
    query.limit(static_cast<std::int64_t>(limit)).offset(static_cast<std::int64_t>(offset));
    RC_ASSERT(repo.all(query) == expected);
  }));
}

TEST(Like, AgreesWithItsDefinition) {
  EXPECT_TRUE(rc::check([] {
    const auto text = *names(), pattern = *names();
    RC_ASSERT(sqlite::like(text, pattern, false) == slow_like(text, pattern));
  }));
  EXPECT_TRUE(sqlite::like("Grüner TEE", "gr_ner%tee", true));
  EXPECT_FALSE(sqlite::like("Grüner Tee", "gr%", false));
  EXPECT_TRUE(sqlite::like("a\\", "a\\", false));
}

TEST(Like, TakesNoLongerForPatternsMadeToHurt) {
  std::string pattern;
  for (int i = 0; i < 50; ++i) pattern += "%a";
  EXPECT_FALSE(sqlite::like(std::string(2000, 'a'), pattern + "b", false));
}

}  // namespace
}  // namespace anqa
