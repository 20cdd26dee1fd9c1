// Two tables and two vectors are asked the same questions, about joins, groups, sets and changes, and must
// agree.

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <set>

#include "anqa/data/blocking_repo.hpp"
#include "anqa/data/functions.hpp"
#include "anqa/data/internal/test_database.hpp"
#include "anqa/data/migration.hpp"

namespace anqa {
namespace {

struct Shelf : Schema<"shelves"> {
  std::int64_t id = 0;
  std::string name;
  std::optional<int> room;
};
struct Book : Schema<"books"> {
  std::int64_t id = 0;
  std::optional<std::int64_t> shelf_id;
  std::string title;
  int pages = 0;

  friend bool operator==(const Book&, const Book&) = default;
};

const Migration migrations[] = {{1, "create", [](MigrationSteps& db) {
                                   db.create_table("shelves")
                                       .add("name", ColumnType::string, {.null = false})
                                       .add("room", ColumnType::integer);
                                   db.create_table("books")
                                       .add("shelf_id", ColumnType::integer)
                                       .add("title", ColumnType::string, {.null = false})
                                       .add("pages", ColumnType::integer, {.null = false});
                                 }}};

/// The order of rows is the database's own affair where nobody asked for one.
template <class T>
std::vector<T> sorted(std::vector<T> rows) {
  std::ranges::sort(rows);
  return rows;
}

rc::Gen<std::string> words() { return rc::gen::element<std::string>("", "a", "A", "b", "ü", "a b"); }

class TablesLikeVectors : public ::testing::TestWithParam<detail::Dialect::Kind> {
 protected:
  TablesLikeVectors() { migrate(*database, migrations); }

  /// Fills both.
  void fill() {
    repo.delete_all(from<Book>());
    repo.delete_all(from<Shelf>());
    shelves.clear();
    books.clear();
    const int shelf_count = *rc::gen::inRange(0, 5), book_count = *rc::gen::inRange(0, 12);
    for (int i = 1; i <= shelf_count; ++i) {
      std::optional<int> room;
      if (*rc::gen::inRange(0, 3) > 0) room = *rc::gen::inRange(-1, 3);
      shelves.push_back({.id = i, .name = *words(), .room = room});
    }
    for (int i = 1; i <= book_count; ++i) {
      std::optional<std::int64_t> shelf;
      // Some are on no shelf, and some on one that is not there.
      if (*rc::gen::inRange(0, 4) > 0) shelf = *rc::gen::inRange(1, 7);
      books.push_back({.id = i, .shelf_id = shelf, .title = *words(), .pages = *rc::gen::inRange(-3, 4)});
    }
    repo.insert_all(shelves);
    repo.insert_all(books);
  }

  detail::TestDatabase where{GetParam()};
  std::unique_ptr<Database> database = where.open();
  BlockingRepo repo{*database};
  std::vector<Shelf> shelves;
  std::vector<Book> books;
};
ANQA_ON_BOTH_DATABASES(TablesLikeVectors);

TEST_P(TablesLikeVectors, Joins) {
  EXPECT_TRUE(rc::check([this] {
    fill();
    const int least = *rc::gen::inRange(-3, 4);
    std::vector<std::tuple<std::string, std::string>> inner;
    std::vector<std::tuple<std::string, std::optional<std::string>, std::optional<int>>> left;
    for (const auto& shelf : shelves) {
      bool any = false;
      for (const auto& book : books) {
        if (book.shelf_id != shelf.id || book.pages < least) continue;
        any = true;
        inner.emplace_back(shelf.name, book.title);
        left.emplace_back(shelf.name, book.title, book.pages);
      }
      if (!any) left.emplace_back(shelf.name, std::nullopt, std::nullopt);
    }
    const auto on = field<&Book::shelf_id> == field<&Shelf::id> && field<&Book::pages> >= least;
    RC_ASSERT(sorted(repo.all(from<Shelf>().join<Book>(on).select(field<&Shelf::name>,
                                                                  field<&Book::title>))) == sorted(inner));
    RC_ASSERT(sorted(repo.all(from<Shelf>().left_join<Book>(on).select(
                  field<&Shelf::name>, field<&Book::title>, field<&Book::pages>))) == sorted(left));
  }));
}

TEST_P(TablesLikeVectors, Groups) {
  EXPECT_TRUE(rc::check([this] {
    fill();
    const int more_than = *rc::gen::inRange(0, 3);
    struct Sums {
      std::int64_t count = 0, sum = 0;
      int least = 100, most = -100;
    };
    std::map<std::optional<std::int64_t>, Sums> groups;
    for (const auto& book : books) {
      auto& group = groups[book.shelf_id];
      ++group.count;
      group.sum += book.pages;
      group.least = std::min(group.least, book.pages);
      group.most = std::max(group.most, book.pages);
    }
    std::vector<std::tuple<std::optional<std::int64_t>, std::int64_t, std::optional<std::int64_t>,
                           std::optional<int>, std::optional<int>>>
        expected;
    for (const auto& [shelf, group] : groups) {
      if (group.count > more_than)
        expected.emplace_back(shelf, group.count, group.sum, group.least, group.most);
    }
    const auto found = repo.all(from<Book>()
                                    .group_by(field<&Book::shelf_id>)
                                    .having(count() > more_than)
                                    .order_by(field<&Book::shelf_id>)
                                    .select(field<&Book::shelf_id>, count(), sum(field<&Book::pages>),
                                            min(field<&Book::pages>), max(field<&Book::pages>)));
    // NULL comes first, as nothing does.
    RC_ASSERT(found == expected);
  }));
}

TEST_P(TablesLikeVectors, Sets) {
  EXPECT_TRUE(rc::check([this] {
    fill();
    const int bound = *rc::gen::inRange(-3, 4);
    std::set<std::string> few, many, either, both, only;
    std::vector<std::string> all;
    for (const auto& book : books) {
      (book.pages < bound ? few : many).insert(book.title);
      all.push_back(book.title);
    }
    std::ranges::set_union(few, many, std::inserter(either, either.end()));
    std::ranges::set_intersection(few, many, std::inserter(both, both.end()));
    std::ranges::set_difference(few, many, std::inserter(only, only.end()));
    const auto low = from<Book>().where(field<&Book::pages> < bound).select(field<&Book::title>);
    const auto high = from<Book>().where(field<&Book::pages> >= bound).select(field<&Book::title>);
    auto list = [](const std::set<std::string>& set) {
      return std::vector<std::string>(set.begin(), set.end());
    };
    RC_ASSERT(sorted(repo.all(Query(low).union_(high))) == list(either));
    RC_ASSERT(sorted(repo.all(Query(low).union_all(high))) == sorted(all));
    RC_ASSERT(sorted(repo.all(Query(low).intersect(high))) == list(both));
    RC_ASSERT(sorted(repo.all(Query(low).except(high))) == list(only));
    RC_ASSERT(sorted(repo.all(Query(low).distinct())) == list(few));
  }));
}

TEST_P(TablesLikeVectors, Subqueries) {
  EXPECT_TRUE(rc::check([this] {
    fill();
    const int least = *rc::gen::inRange(-3, 4);
    std::vector<std::int64_t> with, without;
    for (const auto& shelf : shelves) {
      const bool any = std::ranges::any_of(
          books, [&](const Book& book) { return book.shelf_id == shelf.id && book.pages >= least; });
      (any ? with : without).push_back(shelf.id);
    }
    const auto matching = from<Book>().where(field<&Book::shelf_id> == outer(field<&Shelf::id>) &&
                                             field<&Book::pages> >= least);
    const auto ids = from<Shelf>().order_by(field<&Shelf::id>).select(field<&Shelf::id>);
    RC_ASSERT(repo.all(Query(ids).where(exists(matching))) == with);
    RC_ASSERT(repo.all(Query(ids).where(!exists(matching))) == without);
    RC_ASSERT(
        repo.all(Query(ids).where(in(field<&Shelf::id>, from<Book>()
                                                            .where(field<&Book::pages> >= least &&
                                                                   field<&Book::shelf_id> != std::nullopt)
                                                            .select(field<&Book::shelf_id>)))) == with);
  }));
}

TEST_P(TablesLikeVectors, PagesOfAnOrder) {
  EXPECT_TRUE(rc::check([this] {
    fill();
    const auto limit = *rc::gen::inRange<std::size_t>(0, 6), offset = *rc::gen::inRange<std::size_t>(0, 6);
    auto expected = books;
    std::ranges::sort(expected, [](const Book& a, const Book& b) {
      return std::tuple(b.pages, a.shelf_id, a.id) < std::tuple(a.pages, b.shelf_id, b.id);
    });
    expected.erase(expected.begin(),
                   expected.begin() + static_cast<std::ptrdiff_t>(std::min(offset, expected.size())));
    expected.resize(std::min(limit, expected.size()));
    RC_ASSERT(repo.all(from<Book>()
                           .order_by(desc(field<&Book::pages>), asc(field<&Book::shelf_id>), field<&Book::id>)
                           .limit(static_cast<std::int64_t>(limit))
                           .offset(static_cast<std::int64_t>(offset))) == expected);
  }));
}

TEST_P(TablesLikeVectors, ChangesOfMany) {
  EXPECT_TRUE(rc::check([this] {
    fill();
    const auto title = *words();
    const int by = *rc::gen::inRange(-5, 6), room = *rc::gen::inRange(-1, 3);
    std::int64_t changed = 0;
    auto expected = books;
    for (auto& book : expected) {
      if (book.title != title) continue;
      book.pages += by;
      ++changed;
    }
    RC_ASSERT(repo.update_all(from<Book>().where(field<&Book::title> == title),
                              inc(field<&Book::pages>, by)) == changed);
    RC_ASSERT(repo.all(from<Book>().order_by(field<&Book::id>)) == expected);
    // By way of a join.
    const auto gone = std::erase_if(expected, [&](const Book& book) {
      return std::ranges::any_of(shelves,
                                 [&](const Shelf& s) { return book.shelf_id == s.id && s.room == room; });
    });
    RC_ASSERT(repo.delete_all(from<Book>()
                                  .join<Shelf>(field<&Shelf::id> == field<&Book::shelf_id>)
                                  .where(field<&Shelf::room> == room)) == static_cast<std::int64_t>(gone));
    RC_ASSERT(repo.all(from<Book>().order_by(field<&Book::id>)) == expected);
  }));
}

}  // namespace
}  // namespace anqa
