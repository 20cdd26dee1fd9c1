#include "anqa/data/multi.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "anqa/data/internal/test_database.hpp"
#include "anqa/data/migration.hpp"

namespace anqa {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

struct Item : Schema<"items"> {
  std::int64_t id = 0;
  std::string name;
  int stock = 0;
};

const Migration migrations[] = {{1, "create", [](MigrationSteps& db) {
                                   db.create_table("items")
                                       .add("name", ColumnType::string, {.null = false})
                                       .add("stock", ColumnType::integer, {.null = false});
                                   db.unique_index("items", {"name"});
                                 }}};

class MultiTest : public ::testing::TestWithParam<detail::Dialect::Kind> {
 protected:
  MultiTest() { migrate(*database, migrations); }

  static Changeset<Item> named(std::string name) {
    return change(Item{.name = std::move(name)}).unique_constraint<&Item::name>();
  }

  detail::TestDatabase where{GetParam()};
  std::unique_ptr<Database> database = where.open();
  BlockingRepo repo{*database};
};
ANQA_ON_BOTH_DATABASES(MultiTest);

TEST_P(MultiTest, StepsSeeWhatThoseBeforeThemCameTo) {
  const auto done = repo.transaction(
      Multi()
          .insert("tea", named("tea"))
          .put("more", 5)
          .update_with<Item>(
              "stock",
              [](const MultiResults& so_far) {
                return change(so_far.get<Item>("tea")).put_change<&Item::stock>(so_far.get<int>("more"));
              })
          .run("count", [](BlockingRepo& inside, const MultiResults&) { return inside.count(from<Item>()); })
          .merge([](const MultiResults& so_far) {
            return Multi().insert("copy", Item{.name = so_far.get<Item>("tea").name + " 2", .stock = 1});
          })
          .update_all("all", from<Item>(), inc(field<&Item::stock>, 1))
          .all("items", from<Item>().order_by(field<&Item::id>)));
  ASSERT_TRUE(done);
  EXPECT_EQ(done->get<std::int64_t>("count"), 1);
  EXPECT_EQ(done->get<std::int64_t>("all"), 2);
  EXPECT_EQ(done->get<std::vector<Item>>("items")[0].stock, 6);
  EXPECT_THAT(done->names(), ElementsAre("tea", "more", "stock", "count", "copy", "all", "items"));
}

TEST_P(MultiTest, AFailureSaysWhichStepAndUndoesAll) {
  repo.insert(named("cup")).value();
  const auto failed = repo.transaction(Multi()
                                           .insert("tea", named("tea"))
                                           .insert("cup", named("cup"))
                                           .run("never", [](BlockingRepo&, const MultiResults&) {
                                             ADD_FAILURE();
                                             return 0;
                                           }));
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().step, "cup");
  EXPECT_THAT(failed.error().as<Changeset<Item>>()->errors_on<&Item::name>(),
              ElementsAre("has already been taken"));
  EXPECT_EQ(failed.error().changes_so_far.get<Item>("tea").name, "tea");
  EXPECT_FALSE(failed.error().changes_so_far.has("cup"));
  EXPECT_EQ(repo.count(from<Item>()), 1);
}

TEST_P(MultiTest, ARunMayFailWithAnErrorOfItsOwn) {
  const auto failed =
      repo.transaction(Multi()
                           .insert("tea", named("tea"))
                           .run("pay", [](BlockingRepo&, const MultiResults&) -> result<int, std::string> {
                             return std::unexpected("no money");
                           }));
  EXPECT_EQ(*failed.error().as<std::string>(), "no money");
  EXPECT_EQ(failed.error().as<int>(), nullptr);
  EXPECT_EQ(repo.transaction(Multi().error("e", 7)).error().step, "e");
  EXPECT_EQ(repo.count(from<Item>()), 0);
}

TEST_P(MultiTest, CanBeLookedAtBeforeItRuns) {
  const auto multi = Multi()
                         .insert("tea", named("tea"))
                         .append(Multi().delete_all("rest", from<Item>()))
                         .prepend(Multi().put("x", 1));
  const auto steps = multi.to_list();
  ASSERT_THAT(steps, SizeIs(3));
  EXPECT_EQ(steps[0].name, "x");
  EXPECT_EQ(steps[1].kind, Multi::Kind::insert);
  EXPECT_EQ(steps[2].table, "items");
  EXPECT_EQ(repo.count(from<Item>()), 0);
}

TEST_P(MultiTest, NamesAreGivenOnceAndMistakesSaySo) {
  EXPECT_THROW(Multi().put("x", 1).put("x", 2), std::invalid_argument);
  EXPECT_THROW(Multi().put("x", 1).append(Multi().put("x", 2)), std::invalid_argument);
  EXPECT_THROW(
      repo.transaction(Multi().put("x", 1).merge([](const MultiResults&) { return Multi().put("x", 2); })),
      std::invalid_argument);
  const auto done = repo.transaction(Multi().put("x", 1));
  EXPECT_THROW(done->get<int>("y"), std::out_of_range);
  EXPECT_THROW(done->get<std::string>("x"), std::logic_error);
}

TEST_P(MultiTest, StoresWhetherNewOrNot) {
  const auto tea = repo.insert(named("tea")).value();
  std::vector<std::string_view> seen;
  const auto done = repo.transaction(
      Multi()
          .exists("cups", from<Item>().where(field<&Item::name> == "cup"))
          .insert_or_update("cup", named("cup"))
          .insert_or_update_with<Item>(
              "tea", [&](const MultiResults&) { return change(tea).put_change<&Item::stock>(4); })
          .inspect([&](const MultiResults& so_far) {
            for (const auto name : so_far.names()) seen.push_back(name == "cup" ? "cup" : "other");
          })
          .exists("now", from<Item>().where(field<&Item::name> == "cup")));
  ASSERT_TRUE(done);
  EXPECT_FALSE(done->get<bool>("cups"));
  EXPECT_TRUE(done->get<bool>("now"));
  EXPECT_EQ(done->get<Item>("tea").id, tea.id);
  EXPECT_EQ(repo.reload(tea)->stock, 4);
  EXPECT_THAT(seen, ElementsAre("other", "cup", "other"));
  EXPECT_EQ(Multi().inspect([](const MultiResults&) {}).insert_or_update("x", named("x")).to_list()[0].kind,
            Multi::Kind::insert_or_update);
}

}  // namespace
}  // namespace anqa
