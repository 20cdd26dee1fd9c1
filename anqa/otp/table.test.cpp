#include "anqa/otp/table.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

#include "anqa/runtime/await.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/testing/process_test.hpp"

using namespace anqa;
using ::testing::ElementsAre;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

namespace {

using Hits = Table<std::string, int>;

struct Page {
  std::string title;
  int hits = 0;
  bool operator==(const Page&) const = default;
};
struct Done {};

template <class F>
std::string error_of(F use) {
  try {
    use();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return {};
}

Task<void> owns(TableOptions options, Pid test) {
  Hits hits(std::move(options));
  hits.insert("a", 1);
  send(test, hits);
  co_await receive<Done>();
}

/// Has an entry in an index, which it takes back when it goes.
struct Indexed {
  Indexed(OrderedTable<int, int> its_index, int its_number)
      : index(std::move(its_index)), number(its_number) {
    index.insert(number, number);
  }
  Indexed(const Indexed&) = delete;
  Indexed& operator=(const Indexed&) = delete;
  ~Indexed() { index.delete_key(number); }
  OrderedTable<int, int> index;
  int number;
};

Task<void> uses(Hits hits, Pid test) {
  send(test, error_of([&] { hits.insert("b", 1); }));
  send(test, error_of([&] { hits.lookup("a"); }));
  co_return;
}

Task<void> inherits(Pid test) {
  auto transfer = co_await receive<TableTransfer>();
  auto hits = transfer->accept<Hits>();
  hits.insert("heir", 2);
  send(test, transfer->from);
  send(test, transfer->data);
  co_await receive<Done>();
}

Task<void> adds(Hits hits, int times, Pid test) {
  for (int i = 0; i < times; ++i) {
    hits.update_counter("n", 1);
    co_await yield();
  }
  send(test, Done{});
}

}  // namespace

PROCESS_TEST(Table, HasOneEntryAKey) {
  Hits hits;
  hits.insert("a", 1);
  hits.insert("a", 2);
  EXPECT_FALSE(hits.insert_new("a", 3));
  EXPECT_TRUE(hits.insert_new("b", 3));
  EXPECT_EQ(hits.lookup("a"), 2);
  EXPECT_EQ(hits.lookup("c"), std::nullopt);
  EXPECT_TRUE(hits.member("b") && !hits.member("c"));
  EXPECT_EQ(hits.size(), 2U);
  EXPECT_EQ(hits.take("b"), 3);
  EXPECT_EQ(hits.take("b"), std::nullopt);
  EXPECT_TRUE(hits.delete_key("a"));
  EXPECT_FALSE(hits.delete_key("a"));
  EXPECT_EQ(hits.update_counter("n", 5, 10), 15);
  EXPECT_EQ(hits.update_counter("n", -1), 14);
  EXPECT_EQ(hits.lookup("n"), 14);
  hits.clear();
  EXPECT_EQ(hits.size(), 0U);
  co_return;
}

PROCESS_TEST(Table, ChangesPartsOfAValue) {
  Table<int, Page> pages;
  pages.insert(1, {"one", 1});
  EXPECT_TRUE(pages.update_element(1, [](Page& page) { page.title = "first"; }));
  EXPECT_FALSE(pages.update_element(2, [](Page&) {}));
  EXPECT_EQ(pages.update_counter<&Page::hits>(1, 2), 3);
  EXPECT_EQ(pages.update_counter<&Page::hits>(2, 2, {"two", 5}), 7);
  EXPECT_EQ(pages.lookup(1), (Page{"first", 3}));
  EXPECT_EQ(pages.lookup(2), (Page{"two", 7}));
  EXPECT_EQ(pages.read(1, [](const Page& page) { return page.title.size(); }), 5U);
  EXPECT_EQ(pages.read(3, [](const Page& page) { return page.title.size(); }), std::nullopt);
  co_return;
}

PROCESS_TEST(Table, IsSearchedWithAPredicate) {
  Hits hits;
  for (int i = 0; i < 20; ++i) hits.insert(std::to_string(i), i);
  auto small = [](const std::string&, int value) { return value < 3; };
  EXPECT_THAT(hits.select(small), UnorderedElementsAre(Pair("0", 0), Pair("1", 1), Pair("2", 2)));
  EXPECT_EQ(hits.select(small, 2).size(), 2U);
  EXPECT_EQ(hits.count_select(small), 3U);
  EXPECT_EQ(hits.fold(0, [](int sum, const std::string&, int value) { return sum + value; }), 190);
  EXPECT_EQ(hits.delete_if(small), 3U);
  EXPECT_EQ(hits.to_vector().size(), 17U);
  co_return;
}

PROCESS_TEST(Table, IsOrderedIfWanted) {
  OrderedTable<int, std::string> names;
  for (int key : {30, 10, 20}) names.insert(key, std::to_string(key));
  EXPECT_EQ(names.first(), 10);
  EXPECT_EQ(names.last(), 30);
  EXPECT_EQ(names.next(10), 20);
  EXPECT_EQ(names.next(15), 20);
  EXPECT_EQ(names.next(30), std::nullopt);
  EXPECT_EQ(names.prev(20), 10);
  EXPECT_EQ(names.prev(10), std::nullopt);
  EXPECT_THAT(names.range(10, 30), ElementsAre(Pair(10, "10"), Pair(20, "20")));
  EXPECT_THAT(names.to_vector(), ElementsAre(Pair(10, "10"), Pair(20, "20"), Pair(30, "30")));
  EXPECT_EQ(names.take(10), "10");
  names.insert(20, "twenty");
  EXPECT_EQ(names.lookup(20), "twenty");
  EXPECT_EQ(names.first(), 20);
  co_return;
}

PROCESS_TEST(Table, ABagHasSeveralEntriesAKey) {
  BagTable<std::string, int> bag;
  EXPECT_TRUE(bag.insert("a", 1));
  EXPECT_TRUE(bag.insert("a", 2));
  EXPECT_FALSE(bag.insert("a", 1));
  EXPECT_THAT(bag.lookup("a"), ElementsAre(1, 2));
  EXPECT_EQ(bag.delete_object("a", 1), 1U);
  EXPECT_THAT(bag.lookup("a"), ElementsAre(2));
  DuplicateBagTable<std::string, int> duplicates;
  for (int value : {1, 2, 1}) duplicates.insert("a", value);
  EXPECT_THAT(duplicates.lookup("a"), ElementsAre(1, 2, 1));
  EXPECT_EQ(duplicates.size(), 3U);
  EXPECT_THAT(duplicates.take("a"), ElementsAre(1, 2, 1));
  EXPECT_FALSE(duplicates.member("a"));
  co_return;
}

PROCESS_TEST(Table, EndsWithItsOwner) {
  Pid owner = spawn(&owns, TableOptions{.name = "hits"}, self());
  auto hits = co_await receive<Hits>();
  EXPECT_EQ(hits->lookup("a"), 1);
  EXPECT_EQ(hits->owner(), owner);
  EXPECT_EQ(Hits::find("hits").lookup("a"), 1);
  monitor(owner);
  exit(owner, ExitReason::kill);
  co_await receive<Down>();
  EXPECT_FALSE(hits->exists());
  EXPECT_EQ(error_of([&] { hits->lookup("a"); }), "the table \"hits\" of process " + owner.to_string() +
                                                      " is gone: its owner ended, or dropped it");
  EXPECT_EQ(error_of([] { Hits::find("hits"); }), "there is no table \"hits\"");
  Hits again({.name = "hits"});
  EXPECT_EQ(error_of([] { Hits second({.name = "hits"}); }), "there is a table \"hits\" already");
  EXPECT_THAT(error_of([] { Table<int, int>::find("hits"); }),
              ::testing::StartsWith("the table \"hits\" of process "));
  again.drop();
  EXPECT_FALSE(again.exists());
}

PROCESS_TEST(Table, AccessIsWhatItsOwnerAllows) {
  Hits open({.access = public_access});
  Hits usual;
  Hits closed({.access = private_access});
  for (const Hits& hits : {open, usual, closed}) spawn(&uses, hits, self());
  int may_write = 0;
  int may_read = 0;
  for (int i = 0; i < 6; ++i) {
    auto error = co_await receive<std::string>();
    if (error->empty()) {
      ++may_read;
    } else if (error->ends_with("make it with .access = public_access")) {
      ++may_write;
    }
  }
  EXPECT_EQ(may_write, 2);  // were refused
  EXPECT_EQ(may_read, 3);   // the open one twice
  EXPECT_EQ(open.lookup("b"), 1);
}

PROCESS_TEST(Table, GoesToItsHeir) {
  Pid heir = spawn(&inherits, self());
  Pid owner = spawn(&owns, TableOptions{.name = "hits", .heir = heir}, self());
  auto hits = co_await receive<Hits>();
  exit(owner, ExitReason::kill);
  EXPECT_EQ(co_await receive<Pid>(), owner);
  EXPECT_EQ(co_await receive<std::string>(), "");
  EXPECT_EQ(hits->owner(), heir);
  EXPECT_EQ(hits->lookup("heir"), 2);
  exit(heir, ExitReason::kill);
  co_await down(heir);
  EXPECT_FALSE(hits->exists());
}

PROCESS_TEST(Table, IsGivenAway) {
  Pid next = spawn(&inherits, self());
  Hits hits({.name = "hits"});
  hits.give_away(next, "for you");
  EXPECT_EQ(co_await receive<Pid>(), self());
  EXPECT_EQ(co_await receive<std::string>(), "for you");
  EXPECT_EQ(hits.owner(), next);
  EXPECT_NE(error_of([&] { hits.insert("a", 1); }), "");
  exit(next, ExitReason::kill);
  co_await down(next);
  EXPECT_FALSE(hits.exists());
  // To one who never takes it.
  Hits lost;
  lost.give_away(next);
  EXPECT_FALSE(lost.exists());
}

PROCESS_TEST(Table, CountersLoseNothing) {
  Hits hits({.access = public_access});
  for (int i = 0; i < 5; ++i) spawn(&adds, hits, 20, self());
  for (int i = 0; i < 5; ++i) co_await receive<Done>();
  EXPECT_EQ(hits.lookup("n"), 100);
}

TEST(TableThreads, CountersLoseNothing) {
  System system;
  system.run([]() -> Task<void> {
    Hits hits({.access = public_access});
    OrderedTable<int, Page> pages({.access = public_access});
    std::vector<std::thread> threads;
    for (int t = 0; t < 3; ++t) {
      threads.emplace_back([hits, pages]() mutable {
        for (int i = 0; i < 2000; ++i) {
          hits.update_counter("n", 1);
          pages.update_counter<&Page::hits>(i % 10, 1);
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(hits.lookup("n"), 6000);
    EXPECT_EQ(pages.fold(0, [](int sum, int, const Page& page) { return sum + page.hits; }), 6000);
    co_return;
  });
}

PROCESS_TEST(Table, AValueMayUseATableInItsDestructor) {
  OrderedTable<int, int> index({.access = public_access});
  Table<int, std::shared_ptr<const Indexed>> things({.access = public_access});
  for (int i = 0; i < 200; ++i) things.insert(i, std::make_shared<const Indexed>(index, i));
  EXPECT_EQ(index.size(), 200U);
  for (int i = 0; i < 200; ++i) {
    things.delete_key(i);
    index.insert(1000 + i, i);
    index.delete_key(1000 + i);
  }
  epoch_collect();
  EXPECT_EQ(index.size(), 0U);
  co_return;
}

TEST(TableThreads, NoCountIsLostToAnUpdate) {
  System system;
  system.run([]() -> Task<void> {
    Table<int, long> counts({.access = public_access});
    counts.insert(1, 0);
    std::atomic<int> counting{2};
    auto count = [&] {
      for (int i = 0; i < 50'000; ++i) counts.update_counter(1, 2);
      --counting;
    };
    std::thread first(count);
    std::thread second(count);
    long taken = 0;
    while (counting > 0) {
      long last = 0;
      counts.update_element(1, [&](long& number) {
        last = std::exchange(number, 0);
        std::this_thread::yield();  // to those who count
      });
      taken += last;
    }
    first.join();
    second.join();
    EXPECT_EQ(taken + *counts.lookup(1), 200'000);
    co_return;
  });
}
