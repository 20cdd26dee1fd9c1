#include "anqa/runtime/wire.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <chrono>
#include <expected>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <unordered_map>
#include <variant>
#include <vector>

#include "anqa/runtime/detail/wire_codec.hpp"
#include "anqa/runtime/exit_reason.hpp"
#include "anqa/runtime/pid.hpp"

using namespace anqa;

namespace wire_messages {

enum class Colour : std::uint8_t { red, green };

struct Inner {
  std::string text;
  std::vector<double> numbers;
  friend bool operator==(const Inner&, const Inner&) = default;
};
struct Empty {
  friend bool operator==(const Empty&, const Empty&) = default;
};
struct Everything {
  bool flag = false;
  int number = 0;
  Colour colour = Colour::red;
  std::string text;
  std::vector<std::byte> bytes;
  std::vector<bool> bits;
  std::array<Inner, 2> two;
  std::optional<Inner> maybe;
  std::variant<int, std::string, Inner> one_of;
  std::map<std::string, std::vector<int>> map;
  std::unordered_map<int, std::string> table;
  std::set<int> set;
  std::pair<int, Inner> pair;
  std::chrono::milliseconds time{};
  std::chrono::system_clock::time_point when;
  Pid pid;
  std::expected<int, std::string> outcome = 0;
  std::shared_ptr<const Inner> shared;
  std::vector<Empty> nothings;
};

struct Large {
  std::array<double, 100> room{};
};

struct Tree {
  int value = 0;
  std::vector<Tree> children;
  friend bool operator==(const Tree&, const Tree&) = default;
};

class Money {
 public:
  Money() = default;
  explicit Money(long cents) : cents_(cents) {}
  long cents() const { return cents_; }

 private:
  long cents_ = 0;
};

struct Held {
  int value = 0;
};
struct OnlyBases : Held {};

struct WithPointer {
  int* pointer = nullptr;
};

template <class T>
std::string put(const T& value) {
  std::string out;
  WireWriter writer(out);
  detail::wire_put(value, writer);
  return out;
}
template <class T>
std::optional<T> get(std::string_view bytes) {
  WireReader reader(bytes.data(), bytes.size());
  T value{};
  detail::wire_get(value, reader);
  if (!reader.done()) return std::nullopt;
  return value;
}

Everything example() {
  return {.flag = true,
          .number = -7,
          .colour = Colour::green,
          .text = "seven",
          .bytes = {std::byte{1}, std::byte{2}},
          .bits = {true, false, true},
          .two = {Inner{"a", {1.5}}, Inner{"b", {}}},
          .maybe = Inner{"c", {2.5, 3.5}},
          .one_of = std::string("d"),
          .map = {{"e", {1, 2}}, {"f", {}}},
          .table = {{1, "g"}, {2, "h"}},
          .set = {3, 4},
          .pair = {5, Inner{"i", {}}},
          .time = std::chrono::milliseconds(6),
          .when = std::chrono::system_clock::time_point(std::chrono::hours(7)),
          .pid = {8, 9},
          .outcome = std::unexpected(std::string("no")),
          .shared = std::make_shared<const Inner>(Inner{"j", {}}),
          .nothings = {Empty{}, Empty{}}};
}

}  // namespace wire_messages

using namespace wire_messages;

template <>
struct anqa::Wire<Money> {
  static void put(const Money& money, WireWriter& writer) { writer.raw(money.cents()); }
  static void get(Money& money, WireReader& reader) { money = Money(reader.raw<long>()); }
};

TEST(Wire, CarriesValuesOfAllShapes) {
  const Everything sent = example();
  auto got = get<Everything>(put(sent));
  ASSERT_TRUE(got);
  EXPECT_EQ(got->flag, sent.flag);
  EXPECT_EQ(got->number, sent.number);
  EXPECT_EQ(got->colour, sent.colour);
  EXPECT_EQ(got->text, sent.text);
  EXPECT_EQ(got->bytes, sent.bytes);
  EXPECT_EQ(got->bits, sent.bits);
  EXPECT_EQ(got->two, sent.two);
  EXPECT_EQ(got->maybe, sent.maybe);
  EXPECT_EQ(got->one_of, sent.one_of);
  EXPECT_EQ(got->map, sent.map);
  EXPECT_EQ(got->table, sent.table);
  EXPECT_EQ(got->set, sent.set);
  EXPECT_EQ(got->pair, sent.pair);
  EXPECT_EQ(got->time, sent.time);
  EXPECT_EQ(got->when, sent.when);
  EXPECT_EQ(got->pid, sent.pid);
  EXPECT_EQ(got->outcome, sent.outcome);
  EXPECT_EQ(*got->shared, *sent.shared);
  EXPECT_EQ(got->nothings, sent.nothings);
}

TEST(Wire, CarriesWhatHoldsItself) {
  const Tree tree{1, {{2, {{3, {}}}}, {4, {}}}};
  EXPECT_EQ(get<Tree>(put(tree)), tree);
}

TEST(Wire, AClassSaysItselfHowItTravels) {
  auto got = get<std::vector<Money>>(put(std::vector{Money(5), Money(7)}));
  ASSERT_TRUE(got);
  EXPECT_EQ(got->at(1).cents(), 7);
}

TEST(Wire, CarriesExitReasons) {
  for (const ExitReason& reason :
       {ExitReason(ExitReason::normal), ExitReason(ExitReason::killed), ExitReason(std::string("own")),
        ExitReason::shutdown_with("word"), ExitReason::by_signal("signal SIGSEGV"),
        ExitReason::over_limit("cpu limit"),
        ExitReason::crashed({.exception_type = "E", .what = "w", .message = "m", .stack = {"f", "g"}})}) {
    auto got = get<ExitReason>(put(reason));
    ASSERT_TRUE(got);
    EXPECT_EQ(got->to_string(), reason.to_string());
    if (reason.crash_info()) EXPECT_EQ(got->crash_info()->stack, reason.crash_info()->stack);
  }
}

TEST(Wire, KnowsWhatCannotTravel) {
  static_assert(detail::is_wire_able<Everything>);
  static_assert(detail::is_wire_able<Tree>);
  static_assert(!detail::is_wire_able<WithPointer>);
  static_assert(!detail::is_wire_able<OnlyBases>);
  static_assert(!detail::is_wire_able<std::vector<WithPointer>>);
  static_assert(!detail::is_wire_able<std::shared_ptr<const WithPointer>>);
  static_assert(!detail::is_wire_able<int*>);
}

TEST(Wire, RefusesWhatIsCutShort) {
  const std::string whole = put(example());
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_FALSE(get<Everything>(std::string_view(whole).substr(0, size))) << size;
  EXPECT_FALSE(get<Everything>(whole + "x"));
}

TEST(Wire, BoundsHowDeepValuesLie) {
  // A tree of one branch, deeper than any sound sender's.
  std::string bytes;
  WireWriter writer(bytes);
  for (int i = 0; i < 100000; ++i) {
    writer.raw(i);
    writer.size(1);
  }
  writer.raw(0);
  writer.size(0);
  EXPECT_FALSE(get<Tree>(bytes));
}

RC_GTEST_PROP(WireProperty, SurvivesAnyBytes, (const std::string& bytes)) {
  get<Everything>(bytes);
  get<Tree>(bytes);
  get<ExitReason>(bytes);
}

RC_GTEST_PROP(WireProperty, SurvivesAnyByteChanged, ()) {
  std::string bytes = put(example());
  for (int i = 0; i < 3; ++i)
    bytes[*rc::gen::inRange<std::size_t>(0, bytes.size())] = *rc::gen::arbitrary<char>();
  get<Everything>(bytes);
}

TEST(Wire, TheMemoryOfWhatIsReadIsBoundedWhereThatIsAsked) {
  using Empties = std::vector<std::optional<Large>>;
  const std::string bytes = put(Empties(100));
  EXPECT_LT(bytes.size(), 200U);
  for (const auto& [limit, fits] : {std::pair(100 * sizeof(std::optional<Large>), true),
                                    std::pair(100 * sizeof(std::optional<Large>) - 1, false)}) {
    WireReader reader(bytes.data(), bytes.size());
    reader.limit_memory(limit);
    Empties read;
    detail::wire_get(read, reader);
    EXPECT_EQ(reader.done(), fits);
    EXPECT_EQ(read.size(), fits ? 100U : 99U);
  }
}
