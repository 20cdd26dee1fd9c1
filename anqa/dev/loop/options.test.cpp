#include "anqa/dev/loop/options.hpp"

#include <gmock/gmock.h>

namespace anqa::dev {
namespace {

using testing::ElementsAre;

TEST(DevOptions, AreRead) {
  const auto options = read_options(
      {"--build", "ninja shop", "--port", "4010", "--watch", ".", "--", "./shop", "serve", "--port"});
  ASSERT_TRUE(options);
  EXPECT_EQ(options->build, "ninja shop");
  EXPECT_EQ(options->port, 4010);
  EXPECT_THAT(options->program, ElementsAre("./shop", "serve", "--port"));
  EXPECT_THAT(options->watch, ElementsAre("."));
}

TEST(DevOptions, ThatCannotBeSaySo) {
  const auto complaint = [](std::vector<std::string> arguments) {
    const auto options = read_options(std::move(arguments));
    return options ? std::string() : options.error().message;
  };
  EXPECT_EQ(complaint({"--", "./shop"}), "no --build given");
  EXPECT_EQ(complaint({"--build", "make"}), "no program given, behind --");
  EXPECT_EQ(complaint({"--build", "make", "--port", "x", "--", "a"}),
            "--port x: must be a number from 1 to 65535");
  EXPECT_EQ(complaint({"--build"}), "--build needs a value");
  EXPECT_EQ(complaint({"--bild", "make"}), "there is no option --bild");
  EXPECT_EQ(complaint({"make"}), "'make' stands before --: what is to run stands behind it");
  EXPECT_EQ(complaint({"--watch", "/no/such"}), "--watch /no/such: there is no such folder");
}

}  // namespace
}  // namespace anqa::dev
