#include "anqa/live/detail/whole_state.hpp"

#include <gtest/gtest.h>

#include "anqa/live/async_result.hpp"
#include "anqa/live/stream.hpp"
#include "anqa/live/upload_config.hpp"
#include "anqa/web/flash.hpp"

namespace anqa::detail {
namespace {

struct Line {
  int id = 0;
  std::optional<std::string> text;
};
struct Plain {
  int count = 0;
  std::vector<Line> lines;
  Flash flash;
  UploadConfig photo;
  AsyncResult<std::string> answer;
};
struct WithStream {
  int page = 1;
  Stream<Line> rows;
};
struct Folder {
  std::vector<Folder> folders;
};
struct WithFolder {
  Folder root;
};
struct Nothing {};

static_assert(has_whole_state<Plain>);
static_assert(!has_whole_state<WithStream>, "its rows are the browser's");
static_assert(!has_whole_state<WithFolder>, "there is no end to it");
static_assert(!has_whole_state<Nothing>);

TEST(WholeState, IsBackAsItWas) {
  Plain assigns{.count = 3, .lines = {{1, "one"}, {2, {}}}, .flash = {}, .photo = {}, .answer = {}};
  Plain back;
  restore_whole_state(back, whole_state(assigns));
  EXPECT_EQ(back.count, 3);
  ASSERT_EQ(back.lines.size(), 2u);
  EXPECT_EQ(back.lines[0].text, "one");
  EXPECT_EQ(back.lines[1].text, std::nullopt);
}

TEST(WholeState, OfAnEarlierBuildFillsWhatStillFits) {
  Plain back{.count = 7, .lines = {{1, "made by mount"}}, .flash = {}, .photo = {}, .answer = {}};
  restore_whole_state(back, Term::map({{"count", 2}, {"lines", "were text then"}, {"gone", 1}}));
  EXPECT_EQ(back.count, 2);
  EXPECT_EQ(back.lines.size(), 1u);
}

}  // namespace
}  // namespace anqa::detail
