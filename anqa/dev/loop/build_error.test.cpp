#include "anqa/dev/loop/build_error.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>

namespace anqa::dev {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST(BuildErrors, OfCompilersHaveAPlace) {
  const auto errors = build_errors(
      "[1/2] Building CXX object a.cpp.o\n"
      "/shop/web/a.cpp:12:7: error: no member named 'x' in 'B'\n"
      "   12 |   b.x();\n"
      "a.hpp:3:1: note: declared here\n"
      "a.cpp:13:2: warning: unused\n"
      "web/a.html.heex:4:9: fatal error: there is no assign @count\n"
      "ninja: build stopped: subcommand failed.\n");
  ASSERT_THAT(errors, SizeIs(2));
  EXPECT_EQ(errors[0].file, "/shop/web/a.cpp");
  EXPECT_EQ(errors[0].line, 12);
  EXPECT_EQ(errors[0].column, 7);
  EXPECT_EQ(errors[0].text, "no member named 'x' in 'B'");
  EXPECT_EQ(errors[1].file, "web/a.html.heex");
  EXPECT_EQ(errors[1].line, 4);
  EXPECT_EQ(errors[1].column, 9);
}

TEST(BuildErrors, OfLinkersHaveNone) {
  const auto errors = build_errors(
      "mold: error: undefined symbol: shop::total()\n"
      ">>> referenced by a.cpp\n"
      "a.o: in function `main': undefined reference to `f()'\n");
  ASSERT_THAT(errors, SizeIs(2));
  EXPECT_EQ(errors[0].file, "");
  EXPECT_EQ(errors[0].text, "mold: error: undefined symbol: shop::total()");
  EXPECT_EQ(errors[1].text, "a.o: in function `main': undefined reference to `f()'");
}

TEST(BuildErrors, OfCMakeFollowTheirPlace) {
  const auto errors = build_errors(
      "CMake Error at web/CMakeLists.txt:3 (add_executable):\n"
      "  Cannot find source file:\n"
      "\n"
      "    b.cpp\n"
      "ninja: error: rebuilding 'build.ninja'\n");
  ASSERT_THAT(errors, SizeIs(2));
  EXPECT_EQ(errors[0].file, "web/CMakeLists.txt");
  EXPECT_EQ(errors[0].line, 3);
  EXPECT_EQ(errors[0].text, "Cannot find source file: b.cpp");
  EXPECT_EQ(errors[1].text, "ninja: error: rebuilding 'build.ninja'");
}

TEST(BuildErrors, AreNoneInWhatWentWell) { EXPECT_THAT(build_errors("[2/2] Linking\n"), IsEmpty()); }

TEST(BuildErrors, LoseTheirColours) {
  EXPECT_EQ(without_colours("\x1b[1ma.cpp:1:2: \x1b[0;1;31merror: \x1b[0mno"), "a.cpp:1:2: error: no");
  EXPECT_EQ(without_colours("\x1b[1"), "");
}

TEST(BuildErrors, ShowTheLinesAround) {
  std::string folder = (std::filesystem::temp_directory_path() / "anqa-dev-XXXXXX").string();
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  std::ofstream(folder + "/a.cpp") << "1\n2\n3\n4\n5\n6\n";
  BuildError error{.file = "a.cpp", .line = 5, .column = 1, .text = "no"};
  add_source(error, folder);
  EXPECT_EQ(error.first_line, 3);
  EXPECT_THAT(error.source, ElementsAre("3", "4", "5", "6"));
  BuildError first{.file = "a.cpp", .line = 1, .column = 1, .text = "no"};
  add_source(first, folder);
  EXPECT_THAT(first.source, ElementsAre("1", "2", "3"));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace anqa::dev
