#include "anqa/term/term.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>

#include "anqa/term/internal/term_generator.hpp"

namespace anqa {
namespace {

TEST(Term, IsNilUnlessToldOtherwise) {
  EXPECT_TRUE(Term().is_nil());
  EXPECT_EQ(Term(), Term(nullptr));
  EXPECT_EQ(Term::atom("nil"), Term());
  EXPECT_EQ(Term::atom("true"), Term(true));
  EXPECT_EQ(Term().as_atom(), "nil");
}

TEST(Term, HoldsEachKindAndAnswersOnlyForIt) {
  EXPECT_EQ(Term(-7).as_integer(), -7);
  EXPECT_EQ(Term(1.5).as_double(), 1.5);
  EXPECT_EQ(Term(2).as_double(), 2.0);
  EXPECT_EQ(Term("text").as_binary(), "text");
  EXPECT_EQ(Term::atom("ok").as_atom(), "ok");
  EXPECT_EQ(Term::atom("ok").as_binary(), std::nullopt);
  EXPECT_EQ(Term("7").as_integer(), std::nullopt);
  EXPECT_EQ(Term(1).as_bool(), std::nullopt);
}

TEST(Term, KeepsTextsOnBothSidesOfTheInlineLimit) {
  for (const std::size_t length : {0, 1, 13, 14, 15, 100}) {
    const std::string text(length, 'x');
    const Term term(text);
    const Term copy = term;
    EXPECT_EQ(copy.as_binary(), text);
    EXPECT_EQ(Term(std::string(text)), copy);
    EXPECT_EQ(copy.size(), length);
  }
}

TEST(Term, CopiesStayAsTheyWereWhenOneIsChanged) {
  const Term original = Term::map({{"a", 1}});
  Term changed = original;
  changed.set("b", Term::list({1, 2}));
  changed.set("a", 9);
  EXPECT_EQ(original, Term::map({{"a", 1}}));
  EXPECT_EQ(changed["a"].as_integer(), 9);
  EXPECT_EQ(changed["b"].at(1).as_integer(), 2);
  changed.erase("a");
  EXPECT_EQ(changed.find("a"), nullptr);
  EXPECT_EQ(changed.size(), 1U);
}

TEST(Term, OfEqualKeysTheLastStays) {
  const Term map = Term::map({{"b", 1}, {"a", 2}, {"b", 3}, {"a", 4}});
  EXPECT_EQ(map.size(), 2U);
  EXPECT_EQ(map["b"].as_integer(), 3);
  EXPECT_EQ(map["a"].as_integer(), 4);
}

TEST(Term, LooksUpTextAmongKeysOfOtherKinds) {
  const Term map =
      Term::map({{1, "integer"}, {Term::atom("a"), "atom"}, {"a", "text"}, {Term::tuple({}), "tuple"}});
  EXPECT_EQ(map["a"].as_binary(), "text");
  EXPECT_EQ(map.find(Term::atom("a"))->as_binary(), "atom");
  EXPECT_TRUE(map["b"].is_nil());
  EXPECT_TRUE(Term(1)["b"].is_nil());
}

TEST(Term, RefusesToChangeWhatIsNoMapOrList) {
  Term number = 1;
  EXPECT_THROW(number.set("a", 1), std::logic_error);
  EXPECT_THROW(number.push_back(1), std::logic_error);
  Term fresh;
  EXPECT_EQ(fresh.push_back(1), Term::list({1}));
}

TEST(Term, MakesBignumsOnlyOfWhatDoesNotFit64Bits) {
  const auto most = std::numeric_limits<std::uint64_t>::max();
  EXPECT_EQ(Term(most).kind(), Term::Kind::bignum);
  EXPECT_EQ(inspect(Term(most)), "18446744073709551615");
  EXPECT_EQ(Term::bignum(true, std::string_view("\0\0\0\0\0\0\0\x80", 8)).as_integer(),
            std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(Term::bignum(false, std::string_view("\x05\0\0", 3)), Term(5));
  EXPECT_EQ(inspect(Term::bignum(true, std::string_view("\0\0\0\0\0\0\0\0\x01", 9))),
            "-18446744073709551616");
}

TEST(Term, JoinsAnImproperTailThatIsAList) {
  EXPECT_EQ(Term::improper_list({1}, Term::list({2})), Term::list({1, 2}));
  const Term improper = Term::improper_list({Term::atom("alias")}, Term::atom("ref"));
  EXPECT_FALSE(improper.is_proper_list());
  EXPECT_EQ(inspect(improper), "[:alias | :ref]");
  EXPECT_NE(improper, Term::list({Term::atom("alias"), Term::atom("ref")}));
}

TEST(Term, OrdersKindsAsErlangDoes) {
  const std::vector<Term> ascending = {-1,
                                       1,
                                       1.0,
                                       1.5,
                                       2,
                                       Term(std::numeric_limits<std::uint64_t>::max()),
                                       Term::atom("b"),
                                       false,
                                       Term(),
                                       Term(ExternalReference{"n", 1, {1}}),
                                       Term(ExternalPort{"n", 1, 1}),
                                       Term(ExternalPid{"n", 1, 1, 1}),
                                       Term::tuple({}),
                                       Term::tuple({9}),
                                       Term::tuple({1, 1}),
                                       Term::map(),
                                       Term::map({{"a", 1}}),
                                       Term::list({}),
                                       Term::list({1}),
                                       Term::list({1, 2}),
                                       "",
                                       "a",
                                       "ab"};
  for (std::size_t i = 0; i < ascending.size(); ++i) {
    for (std::size_t j = 0; j < ascending.size(); ++j) {
      EXPECT_EQ(ascending[i] < ascending[j], i < j)
          << inspect(ascending[i]) << " and " << inspect(ascending[j]);
    }
  }
}

TEST(Term, InspectsLikeElixirAndStopsAtTheLimit) {
  EXPECT_EQ(inspect(Term::map({{"a", Term::list({1, 2.0, Term::atom("ok"), Term()})}, {1, "q\"\n"}})),
            R"(%{1 => "q\"\n", "a" => [1, 2.0, :ok, nil]})");
  EXPECT_THAT(inspect(std::string(100, 'x'), 10), ::testing::EndsWith("…"));
}

RC_GTEST_PROP(TermProperty, OrderIsTotal, (const Term& a, const Term& b, const Term& c)) {
  RC_ASSERT(Term::compare(a, b) == -Term::compare(b, a));
  RC_ASSERT(a == a);
  if (a < b && b < c) RC_ASSERT(a < c);
}

RC_GTEST_PROP(TermProperty, MapsFindWhatWasSet, (const std::vector<std::pair<Term, Term>>& entries)) {
  Term map = Term::map();
  for (const auto& [key, value] : entries) map.set(key, value);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    bool later = false;
    for (std::size_t j = i + 1; j < entries.size(); ++j) later |= entries[j].first == entries[i].first;
    const Term* found = map.find(entries[i].first);
    RC_ASSERT(found != nullptr);
    if (!later) RC_ASSERT(*found == entries[i].second);
  }
}

}  // namespace
}  // namespace anqa
