#include "anqa/data/nested_changes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "anqa/data/blocking_repo.hpp"
#include "anqa/data/internal/test_database.hpp"
#include "anqa/data/migration.hpp"
#include "anqa/data/query_event.hpp"

namespace anqa {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

struct Line;
struct Label;
struct Buyer;
struct Bill;

struct Sale : Schema<"sales"> {
  std::int64_t id = 0;
  std::string name;
  std::optional<std::int64_t> buyer_id;
  int version = 1;
  Timestamps timestamps;
  has_many<Line, "sale_id", OnReplace::delete_, OnDelete::delete_all> lines;
  has_one<Bill, "sale_id", OnReplace::update, OnDelete::nilify_all> bill;
  belongs_to<Buyer, "buyer_id", OnReplace::nilify> buyer;
  many_to_many<Label, "sales_labels", "", "", OnReplace::delete_, OnDelete::delete_all> labels;
};

struct Line : Schema<"lines"> {
  std::int64_t id = 0;
  std::int64_t sale_id = 0;
  std::string what;
  int quantity = 1;
};

struct Bill : Schema<"bills"> {
  std::int64_t id = 0;
  std::optional<std::int64_t> sale_id;
  std::int64_t cents = 0;
};

struct Buyer : Schema<"buyers"> {
  std::int64_t id = 0;
  std::string name;
  has_many<Sale> sales;
  has_many<Bill, "sale_id", OnReplace::mark_as_invalid> bills;
};

struct Label : Schema<"labels"> {
  std::int64_t id = 0;
  std::string text;
};

const Migration migrations[] = {{1, "create", [](MigrationSteps& db) {
                                   db.create_table("buyers").add("name", ColumnType::string, {.null = false});
                                   db.create_table("sales")
                                       .add("name", ColumnType::string, {.null = false})
                                       .references("buyer_id", "buyers")
                                       .add("version", ColumnType::integer, {.null = false})
                                       .timestamps();
                                   db.create_table("lines")
                                       .references("sale_id", "sales", {.null = false})
                                       .add("what", ColumnType::string, {.null = false})
                                       .add("quantity", ColumnType::integer, {.null = false});
                                   db.unique_index("lines", {"sale_id", "what"});
                                   db.create_table("bills")
                                       .references("sale_id", "sales")
                                       .add("cents", ColumnType::integer, {.null = false});
                                   db.create_table("labels").add("text", ColumnType::string, {.null = false});
                                   db.unique_index("labels", {"text"});
                                   db.create_table("sales_labels")
                                       .references("sale_id", "sales", {.null = false})
                                       .references("label_id", "labels", {.null = false});
                                 }}};

Params sent(std::string_view urlencoded) { return Params::decode(urlencoded).value(); }

Changeset<Line> line(const Line& of, const Params& params) {
  return cast<&Line::what, &Line::quantity>(of, params)
      .validate_required<&Line::what>()
      .validate_number<&Line::quantity>({.greater_than = 0})
      .unique_constraint<&Line::what>({.name = "lines_sale_id_what_index"});
}
Changeset<Bill> bill(const Bill& of, const Params& params) { return cast<&Bill::cents>(of, params); }
Changeset<Buyer> buyer(const Buyer& of, const Params& params) {
  return cast<&Buyer::name>(of, params).validate_required<&Buyer::name>();
}

Changeset<Sale> sale(const Sale& of, const Params& params) {
  return cast<&Sale::name>(of, params)
      .cast_assoc<&Sale::lines>(params, line, {{.sort_param = "lines_sort", .drop_param = "lines_drop"}});
}

class NestedChanges : public ::testing::TestWithParam<detail::Dialect::Kind> {
 protected:
  NestedChanges() { migrate(*database, migrations); }

  Sale stored(std::string_view params) { return repo.insert(sale({}, sent(params))).value(); }
  std::vector<std::string> lines_of(std::int64_t id) {
    std::vector<std::string> all;
    for (const auto& one :
         repo.all(from<Line>().where(field<&Line::sale_id> == id).order_by(field<&Line::what>)))
      all.push_back(one.what + " " + std::to_string(one.quantity));
    return all;
  }

  detail::TestDatabase where{GetParam()};
  std::unique_ptr<Database> database = where.open();
  BlockingRepo repo{*database};
};
ANQA_ON_BOTH_DATABASES(NestedChanges);

TEST_P(NestedChanges, NewRowsAreStoredWithTheirOwner) {
  const auto order = stored("name=a&lines[0][what]=tea&lines[0][quantity]=2&lines[1][what]=cup");
  ASSERT_THAT(order.lines, SizeIs(2));
  EXPECT_EQ(order.lines[0].sale_id, order.id);
  EXPECT_NE(order.lines[0].id, 0);
  EXPECT_THAT(lines_of(order.id), ElementsAre("cup 1", "tea 2"));
}

TEST_P(NestedChanges, RowsAreFoundByTheirIds) {
  const auto before = stored("name=a&lines[0][what]=tea&lines[1][what]=cup");
  const auto tea = std::to_string(before.lines[0].id);
  const auto order = repo.preload<&Sale::lines>(*repo.get<Sale>(before.id));
  const auto after =
      repo.update(sale(order, sent("lines[0][what]=cup&lines[1][id]=" + tea + "&lines[1][quantity]=5")))
          .value();
  // The old cup is deleted before the new one comes, which takes its name.
  EXPECT_THAT(lines_of(order.id), ElementsAre("cup 1", "tea 5"));
  ASSERT_THAT(after.lines, SizeIs(2));
  EXPECT_EQ(after.lines[1].id, before.lines[0].id);
  EXPECT_NE(after.lines[0].id, before.lines[1].id);
  EXPECT_GT(after.timestamps.updated_at, before.timestamps.updated_at);
  // Nobody sets the owner or the id of a line, and a line of another sale is not found.
  const auto other = repo.preload<&Sale::lines>(stored("name=b"));
  repo.update(sale(other, sent("lines[0][id]=" + tea + "&lines[0][what]=mine&lines[0][sale_id]=1"))).value();
  EXPECT_THAT(lines_of(other.id), ElementsAre("mine 1"));
  EXPECT_THAT(lines_of(order.id), ElementsAre("cup 1", "tea 5"));
}

TEST_P(NestedChanges, WhatIsNotSentIsNotTouched) {
  const auto order = stored("name=a&lines[0][what]=tea");
  std::vector<std::string> statements;
  telemetry::attach<QueryEvent>("count", [&](const QueryEvent& query) { statements.push_back(query.sql); });
  repo.update(sale(order, sent("name=a"))).value();
  const auto same = sale(order, sent("lines[0][what]=tea&lines[0][id]=" + std::to_string(order.lines[0].id)));
  EXPECT_FALSE(same.changed());
  repo.update(same).value();
  telemetry::detach("count");
  EXPECT_THAT(statements, IsEmpty());
  // An empty list is one without rows.
  repo.update(sale(order, sent("lines="))).value();
  EXPECT_THAT(lines_of(order.id), IsEmpty());
}

TEST_P(NestedChanges, ItemsAreSortedAndDropped) {
  const auto order = stored(
      "name=a&lines[0][what]=x&lines[1][what]=y&lines[2][what]=z&lines[3][what]=w"
      "&lines_sort[]=2&lines_sort[]=0&lines_drop[]=1");
  ASSERT_THAT(order.lines, SizeIs(3));
  EXPECT_EQ(order.lines[0].what + order.lines[1].what + order.lines[2].what, "zxw");
  const auto more = sale(order, sent("lines[0][what]=q&lines_sort[]=0&lines_sort[]=new"));
  EXPECT_THAT(more.get_assoc<&Sale::lines>(), SizeIs(2));
  EXPECT_THAT(more.traverse_errors(), ElementsAre(Pair("lines.1.what", ElementsAre("can't be blank"))));
  repo.update(sale(order, sent("lines_drop[]="))).value();
  EXPECT_THAT(lines_of(order.id), IsEmpty());
}

TEST_P(NestedChanges, ErrorsHaveAPathAndNothingIsStored) {
  const auto refused =
      repo.insert(sale({}, sent("name=a&lines[0][what]=tea&lines[1][what]=&lines[1][quantity]=0")));
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().traverse_errors(),
              ElementsAre(Pair("lines.1.quantity", ElementsAre("must be greater than 0")),
                          Pair("lines.1.what", ElementsAre("can't be blank"))));
  EXPECT_EQ(refused.error().get_assoc<&Sale::lines>()[1].input_value<&Line::quantity>(), "0");
  const auto twice = repo.insert(sale({}, sent("name=a&lines[0][what]=tea&lines[1][what]=tea")));
  ASSERT_FALSE(twice);
  EXPECT_THAT(twice.error().errors_on("lines.1.what"), ElementsAre("has already been taken"));
  EXPECT_EQ(twice.error().apply_changes().id, 0);
  EXPECT_EQ(repo.count(from<Sale>()) + repo.count(from<Line>()), 0);
  // It can be corrected and stored.
  EXPECT_TRUE(repo.insert(sale(twice.error().data(), sent("name=a&lines[0][what]=tea"))));
  EXPECT_FALSE(sale({}, sent("lines=x")).valid());
  EXPECT_FALSE(sale({}, sent("lines[]=x")).valid());
}

TEST_P(NestedChanges, RequiredAndNotLoaded) {
  auto required = [](const Sale& of, std::string_view params) {
    return change(of).cast_assoc<&Sale::lines>(sent(params), line, {{.required = true}}).valid();
  };
  EXPECT_FALSE(required({}, "name=a"));
  EXPECT_FALSE(required({}, "lines="));
  EXPECT_TRUE(required({}, "lines[0][what]=tea"));
  const auto order = *repo.get<Sale>(stored("name=a").id);
  EXPECT_THROW(sale(order, sent("lines[0][what]=tea")), NotLoadedError);
  EXPECT_TRUE(sale(order, sent("name=b")).valid());
}

TEST_P(NestedChanges, OneRowIsChangedAndReplaced) {
  auto with_bill = [](const Sale& of, std::string_view params) {
    return change(of).cast_assoc<&Sale::bill>(sent(params), bill);
  };
  auto order = repo.insert(with_bill({.name = "a"}, "bill[cents]=5")).value();
  EXPECT_EQ(order.bill->cents, 5);
  order = repo.update(with_bill(order, "bill[cents]=7")).value();
  EXPECT_EQ(repo.count(from<Bill>()), 1);
  EXPECT_EQ(repo.preload<&Sale::bill>(order).bill->cents, 7);
}

TEST_P(NestedChanges, TheRowThatIsNamedIsStoredFirst) {
  auto with_buyer = [](const Sale& of, std::string_view params) {
    return change(of).cast_assoc<&Sale::buyer>(sent(params), buyer);
  };
  auto order = repo.insert(with_buyer({.name = "a"}, "buyer[name]=Ada")).value();
  EXPECT_EQ(order.buyer_id, order.buyer->id);
  EXPECT_EQ(repo.reload(order)->buyer_id, order.buyer_id);
  order = repo.update(with_buyer(order, "buyer=")).value();
  EXPECT_EQ(order.buyer_id, std::nullopt);
  EXPECT_EQ(order.buyer.get(), nullptr);
  EXPECT_EQ(repo.reload(order)->buyer_id, std::nullopt);
  EXPECT_EQ(repo.count(from<Buyer>()), 1);
  const auto ada = repo.one(from<Buyer>());
  order = repo.update(change(order).put_assoc<&Sale::buyer>(*ada)).value();
  EXPECT_EQ(repo.reload(order)->buyer_id, ada->id);
  EXPECT_FALSE(with_buyer(order, "buyer[name]=").valid());
}

TEST_P(NestedChanges, ManyToManyStoresPairs) {
  const auto red = repo.insert(Label{.text = "red"}).value();
  auto order =
      repo.insert(change(Sale{.name = "a"}).put_assoc<&Sale::labels>(std::vector{red, Label{.text = "new"}}))
          .value();
  auto texts = [&] {
    std::vector<std::string> all;
    for (const auto& label : repo.preload<&Sale::labels>(*repo.get<Sale>(order.id)).labels)
      all.push_back(label.text);
    return all;
  };
  EXPECT_THAT(texts(), ::testing::UnorderedElementsAre("red", "new"));
  order = repo.update(change(order).put_assoc<&Sale::labels>(std::vector{red})).value();
  EXPECT_THAT(texts(), ElementsAre("red"));
  EXPECT_EQ(repo.count(from<Label>()), 2);
}

TEST_P(NestedChanges, WhatIsLeftOutWithoutAWordIsAMistake) {
  struct Careless : Schema<"sales"> {
    std::int64_t id = 0;
    has_many<Line, "sale_id"> lines;
  };
  Careless order{.id = 1};
  order.lines.put({{.id = 7, .sale_id = 1, .what = "tea"}});
  try {
    change(order).cast_assoc<&Careless::lines>(sent("lines="), line);
    FAIL();
  } catch (const std::logic_error& error) {
    EXPECT_THAT(error.what(), HasSubstr("OnReplace"));
  }
  Buyer ada{.id = 1};
  ada.bills.put({{.id = 3, .sale_id = 1}});
  EXPECT_THAT(change(ada).put_assoc<&Buyer::bills>(std::vector<Bill>{}).errors_on("bills"),
              ElementsAre("is invalid"));
}

TEST_P(NestedChanges, DeletingTakesAlong) {
  const auto order = stored("name=a&lines[0][what]=tea");
  repo.update(change(repo.preload<&Sale::bill>(repo.preload<&Sale::labels>(order)))
                  .put_assoc<&Sale::bill>(Bill{.cents = 3})
                  .put_assoc<&Sale::labels>(std::vector<Label>{{.text = "x"}}))
      .value();
  repo.delete_(order).value();
  EXPECT_EQ(repo.count(from<Line>()), 0);
  EXPECT_EQ(repo.one(from<Bill>())->sale_id, std::nullopt);
  EXPECT_EQ(repo.count(from<Label>()), 1);
}

TEST_P(NestedChanges, AChangesetMayAskForItsRowToBeDeleted) {
  const auto order = stored("name=a&lines[0][what]=tea&lines[1][what]=cup");
  const auto after =
      repo.update(change(order).put_assoc<&Sale::lines>(std::vector{
                      change(order.lines[0]).with_action(ChangesetAction::delete_), change(order.lines[1])}))
          .value();
  EXPECT_THAT(after.lines, SizeIs(1));
  EXPECT_THAT(lines_of(order.id), ElementsAre("cup 1"));
}

TEST_P(NestedChanges, ALockOfTheOwnerGuardsItsRows) {
  const auto order = stored("name=a&lines[0][what]=tea");
  auto add = [&](std::string what) {
    return sale(order, sent("lines[0][what]=" + what)).optimistic_lock<&Sale::version>();
  };
  EXPECT_EQ(repo.update(add("x"))->version, 2);
  const auto late = repo.update(add("y"));
  ASSERT_FALSE(late);
  EXPECT_THAT(late.error().errors_on<&Sale::version>(), ElementsAre("is stale"));
  EXPECT_THAT(lines_of(order.id), ElementsAre("x 1"));
}

TEST(BuildAssoc, NamesTheOwner) {
  EXPECT_EQ(build_assoc<&Sale::lines>(Sale{.id = 5}, {.what = "tea"}).sale_id, 5);
  EXPECT_EQ(build_assoc<&Sale::bill>(Sale{.id = 5}).sale_id, 5);
}

}  // namespace
}  // namespace anqa
