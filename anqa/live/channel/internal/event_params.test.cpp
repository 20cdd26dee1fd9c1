#include "anqa/live/channel/internal/event_params.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace anqa::detail {
namespace {

std::string params_of(Params payload) { return inspect(event_params(payload).term()); }

TEST(EventParams, OfAClickAreAsTheyWereSent) {
  EXPECT_EQ(params_of({{"type", "click"}, {"value", Term::map({{"id", "7"}})}}), R"(%{"id" => "7"})");
  EXPECT_EQ(params_of({{"type", "keydown"}, {"value", "a=1"}}), R"("a=1")");
  EXPECT_EQ(params_of({{"type", "click"}}), "nil");
}

TEST(EventParams, OfAFormAreDecodedAndKnowTheirTarget) {
  EXPECT_EQ(
      params_of({{"type", "form"},
                 {"value", "user%5B_unused_name%5D=&user%5Bname%5D=Bob"},
                 {"meta", Term::map({{"_target", "user[name]"}, {"extra", "1"}})}}),
      R"(%{"_target" => ["user", "name"], "extra" => "1", "user" => %{"_unused_name" => "", "name" => "Bob"}})");
}

TEST(EventParams, KnowTheKeysOfATarget) {
  const auto target = [](std::string_view name) {
    return inspect(
        event_params({{"type", "form"}, {"value", ""}, {"meta", Term::map({{"_target", name}})}})["_target"]
            .term());
  };
  EXPECT_EQ(target("q"), R"(["q"])");
  EXPECT_EQ(target("undefined"), R"(["undefined"])");
  EXPECT_EQ(target("user[address][city]"), R"(["user", "address", "city"])");
  EXPECT_EQ(target("tags[]"), R"(["tags"])");
  EXPECT_EQ(target("lines[0][]"), R"(["lines", "0"])");
  EXPECT_EQ(target("a[b"), R"(["a[b"])");
  EXPECT_EQ(target("[a]"), R"(["[a]"])");
  EXPECT_EQ(target(""), R"([""])");
}

TEST(EventParams, RefuseAFormThatIsNone) {
  EXPECT_THROW(params_of({{"type", "form"}, {"value", "a=%zz"}}), std::invalid_argument);
}

}  // namespace
}  // namespace anqa::detail
