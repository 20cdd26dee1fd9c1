#include "anqa/data/schema.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <concepts>

namespace anqa {

enum class Size : std::uint8_t { small, large = 7, beyond = 64 };

namespace {

struct Box : Schema<"boxes"> {
  std::int64_t id = 0;
  Timestamps timestamps;
  std::optional<Size> size;
  std::optional<UtcTime> sent_at;
};

struct Comparable : Schema<"boxes"> {
  std::int64_t id = 0;
  std::string name;

  friend bool operator==(const Comparable&, const Comparable&) = default;
};

// What two rows share as a base must not make them equal.
static_assert(!std::equality_comparable<Box>);
static_assert(std::equality_comparable<Comparable>);

TEST(Schema, KnowsItsColumns) {
  const auto& table = table_of<Box>;
  EXPECT_EQ(table.name, "boxes");
  std::vector<std::string> columns;
  for (const auto& column : table.columns)
    columns.emplace_back(std::string(column.name) + (column.nullable ? "?" : ""));
  EXPECT_THAT(columns, ::testing::ElementsAre("id", "inserted_at", "updated_at", "size?", "sent_at?"));
  EXPECT_EQ(table.id, 0u);
  EXPECT_EQ(table.inserted_at, 1u);
  EXPECT_EQ(table.updated_at, 2u);
  EXPECT_EQ((detail::ColumnPath<&Box::sent_at>::index), 4u);
  EXPECT_EQ((detail::ColumnPath<&Box::timestamps, &Timestamps::updated_at>::index), 2u);
}

TEST(Schema, RowsAreComparedByTheirFields) {
  EXPECT_EQ((Comparable{.id = 1, .name = "a"}), (Comparable{.id = 1, .name = "a"}));
  EXPECT_NE((Comparable{.id = 1, .name = "a"}), (Comparable{.id = 1, .name = "b"}));
}

TEST(FieldType, StoresEnumeratorsByName) {
  EXPECT_EQ(FieldType<Size>::dump(Size::large), SqlValue("large"));
  EXPECT_EQ(FieldType<std::optional<Size>>::dump(std::nullopt), SqlValue());
  EXPECT_THROW(FieldType<Size>::dump(static_cast<Size>(3)), std::out_of_range);
  EXPECT_THROW(FieldType<Size>::dump(Size::beyond), std::out_of_range);
  Size size{};
  EXPECT_TRUE(FieldType<Size>::cast("large", size));
  EXPECT_EQ(size, Size::large);
  EXPECT_FALSE(FieldType<Size>::cast("(Size)3", size));
  EXPECT_FALSE(FieldType<Size>::cast("", size));
}

TEST(FieldType, WritesNumbersSoThatTheyReadBack) {
  for (double value : {0.1, -2.5e-300, 1e22, 3.0}) {
    double back = 0;
    EXPECT_TRUE(FieldType<double>::cast(FieldType<double>::text(value), back));
    EXPECT_EQ(back, value);
  }
}

}  // namespace
}  // namespace anqa
