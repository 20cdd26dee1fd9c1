#include "anqa/live/stash.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "anqa/runtime/system.hpp"

namespace anqa {
namespace {

namespace fs = std::filesystem;

class LiveStashInAFolder : public testing::Test {
 protected:
  LiveStashInAFolder() {
    std::string pattern = (fs::temp_directory_path() / "anqa-stash-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~LiveStashInAFolder() override { fs::remove_all(folder_); }

  /// As a new run of the program makes it.
  std::shared_ptr<LiveStash> new_run(bool write_at_once) {
    return live_stash({.folder = folder_, .write_at_once = write_at_once});
  }

 private:
  System system_;  // whose clock it reads
  std::string folder_;
};

TEST_F(LiveStashInAFolder, IsWrittenWhenThePageLeaves) {
  const auto before = new_run(false);
  before->put("phx-1 View", "state");
  EXPECT_FALSE(new_run(false)->take("phx-1 View"));
  before->leave("phx-1 View", false);
  EXPECT_EQ(new_run(false)->take("phx-1 View"), Term("state"));
  EXPECT_FALSE(new_run(false)->take("phx-1 View")) << "it was taken";
}

TEST_F(LiveStashInAFolder, MayBeWrittenAtOnce) {
  const auto before = new_run(true);
  before->put("phx-1 View", "state");
  EXPECT_EQ(new_run(true)->take("phx-1 View"), Term("state"));
  const auto after = new_run(true);
  EXPECT_EQ(after->take("phx-1 View"), Term("state")) << "two runs may follow each other without a change";
  after->put("phx-1 View", "later");
  EXPECT_EQ(new_run(true)->take("phx-1 View"), Term("later"));
  after->drop("phx-1 View");
  EXPECT_FALSE(new_run(true)->take("phx-1 View"));
}

}  // namespace
}  // namespace anqa
