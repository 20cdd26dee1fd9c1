#include "catalog/pictures.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

using namespace shop;
using ::testing::EndsWith;
using ::testing::HasSubstr;

namespace {

namespace fs = std::filesystem;

struct Folder {
  fs::path path = fs::temp_directory_path() / ("anqa-pictures-" + std::to_string(::getpid()));
  Folder() { fs::create_directories(path); }
  ~Folder() { fs::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string file(const std::string& name, std::string_view content) const {
    std::ofstream(path / name, std::ios::binary) << content;
    return (path / name).string();
  }
};

TEST(Pictures, AreKnownByWhatIsInThem) {
  EXPECT_EQ(pictures::ending_of("\x89PNG\r\n\x1a\n...."), ".png");
  EXPECT_EQ(pictures::ending_of("\xff\xd8\xff\xe0"), ".jpg");
  EXPECT_EQ(pictures::ending_of(std::string_view("RIFF\0\0\0\0WEBPVP8 ", 16)), ".webp");
  for (const auto* other : {"", "GIF89a", "<svg onload=alert(1)>", "RIFF", "\x89PN"})
    EXPECT_EQ(pictures::ending_of(other), "") << other;
}

TEST(Pictures, AreKeptUnderANameOfOurs) {
  const Folder folder;
  pictures::keep_in((folder.path / "kept").string());
  const auto name = pictures::keep(folder.file("evil.php", "\x89PNG\r\n\x1a\nrest"));
  ASSERT_TRUE(name);
  EXPECT_THAT(*name, EndsWith(".png"));
  std::stringstream kept;
  kept << std::ifstream(folder.path / "kept" / *name, std::ios::binary).rdbuf();
  EXPECT_THAT(kept.str(), EndsWith("rest"));
}

TEST(Pictures, WhatIsNoneIsNotKept) {
  const Folder folder;
  pictures::keep_in((folder.path / "kept").string());
  const auto name = pictures::keep(folder.file("page.png", "<script>alert(1)</script>"));
  ASSERT_FALSE(name);
  EXPECT_THAT(name.error().message, HasSubstr("no PNG"));
  EXPECT_TRUE(fs::is_empty(folder.path / "kept"));
}

}  // namespace
