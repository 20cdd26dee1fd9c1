#include "catalog/pictures.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "anqa/testing/process_test.hpp"
#include "picture_case.hpp"
#include "shop_case.hpp"

using namespace shop;
using ::testing::EndsWith;
using ::testing::HasSubstr;

namespace {

namespace fs = std::filesystem;

std::string upload(const PictureFolder& folder, std::string_view content) {
  const auto file = folder.path / "upload";
  std::ofstream(file, std::ios::binary) << content;
  return file.string();
}

PROCESS_TEST(Pictures, AreKeptUnderANameOfOurs) {
  const PictureFolder folder;
  ShopCase shop;
  co_await shop.ready();
  const auto name = co_await pictures::add(upload(folder, a_png(1000)));
  EXPECT_THAT(name.value(), EndsWith(".png"));
  EXPECT_EQ(fs::file_size(folder.path / *name), 1024U);
}

PROCESS_TEST(Pictures, WhatIsNoneIsNotKept) {
  const PictureFolder folder;
  ShopCase shop;
  co_await shop.ready();
  const auto name = co_await pictures::add(upload(folder, "<script>alert(1)</script>"));
  EXPECT_FALSE(name);
  if (!name) EXPECT_THAT(name.error().message, HasSubstr("no PNG"));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path), {}), 1);
}

}  // namespace
