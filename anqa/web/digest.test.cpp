#include "anqa/web/digest.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "anqa/web/internal/digest_parts.hpp"
#include "anqa/web/static_manifest.hpp"

namespace {

using anqa::StaticManifest;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class DigestTest : public ::testing::Test {
 protected:
  DigestTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "anqa-digest-XXXXXX").string();
    root_ = ::mkdtemp(pattern.data());
    write("css/app.css",
          "a{background:url(../img/a.png)} b{background:url( '/img/a.png#x' )} "
          "c{background:url(\"https://x/y.png\")} "
          "d{background:url(data:image/png;base64,AA)} e{background:url(gone.png?a=b)}" +
              std::string(300, ' ') + "\n/*# sourceMappingURL=app.css.map */");
    write("css/app.css.map", "{}");
    write("img/a.png", "picture");
    write("LICENSE", "text");
  }
  ~DigestTest() override { std::filesystem::remove_all(root_); }

  void write(const std::string& name, std::string_view text) {
    std::filesystem::create_directories((root_ / name).parent_path());
    std::ofstream(root_ / name) << text;
  }
  std::string text(const std::string& name) {
    std::ostringstream out;
    out << std::ifstream(root_ / name).rdbuf();
    return out.str();
  }
  StaticManifest manifest() { return StaticManifest((root_ / "cache_manifest.json").string()); }
  /// The digested name, without the slash before and the query behind.
  std::string latest(const std::string& name) {
    const std::string path = manifest().path("/" + name);
    return path.substr(1, path.find('?') - 1);
  }

  std::filesystem::path root_;
};

TEST_F(DigestTest, GivesEachFileANameOfItsContent) {
  const auto names = anqa::digest_assets({.input = root_.string()});
  EXPECT_THAT(names, SizeIs(4));
  EXPECT_EQ(latest("img/a.png"), "img/a-" + anqa::detail::md5_hex("picture") + ".png");
  EXPECT_EQ(text(latest("img/a.png")), "picture");
  EXPECT_THAT(names, Contains("LICENSE-" + anqa::detail::md5_hex("text")));
  EXPECT_EQ(manifest().path("/img/a.png"), "/" + latest("img/a.png") + "?vsn=d");
  EXPECT_EQ(manifest().path("/img/a.png?b=c#d"), "/" + latest("img/a.png") + "?vsn=d&b=c#d");
  EXPECT_EQ(manifest().path("/img/none.png?x"), "/img/none.png?x");
  EXPECT_EQ(manifest().integrity("/img/a.png"), "sha512-" + anqa::detail::sha512_base64("picture"));
  EXPECT_EQ(manifest().integrity("/img/none.png"), "");
  EXPECT_TRUE(StaticManifest().empty());
}

TEST_F(DigestTest, LinksDigestedFilesToEachOther) {
  anqa::digest_assets({.input = root_.string()});
  const std::string sheet = text(latest("css/app.css"));
  const std::string picture = latest("img/a.png").substr(4);
  EXPECT_THAT(sheet, HasSubstr("a{background:url(../img/" + picture + "?vsn=d)}"));
  EXPECT_THAT(sheet, HasSubstr("b{background:url( '/img/" + picture + "?vsn=d#x' )}"));
  EXPECT_THAT(sheet, HasSubstr("url(\"https://x/y.png\")"));
  EXPECT_THAT(sheet, HasSubstr("url(data:image/png;base64,AA)"));
  EXPECT_THAT(sheet, HasSubstr("url(gone.png?a=b)"));
  EXPECT_THAT(sheet, HasSubstr("/*# sourceMappingURL=" + latest("css/app.css.map").substr(4) + " */"));
  EXPECT_THAT(text("css/app.css"), HasSubstr("url(../img/a.png)"));

  const std::string before = latest("css/app.css");
  write("img/a.png", "another picture");
  anqa::digest_assets({.input = root_.string()});
  EXPECT_NE(latest("css/app.css"), before);  // or browsers would keep the sheet with the old picture
}

TEST_F(DigestTest, CompressesWhereThatPays) {
  anqa::digest_assets({.input = root_.string()});
  const std::string packed = text(latest("css/app.css") + ".gz");
  EXPECT_EQ(packed.substr(0, 2), "\x1f\x8b");
  EXPECT_LT(packed.size(), text(latest("css/app.css")).size());
  EXPECT_FALSE(text("css/app.css.gz").empty());
  EXPECT_FALSE(std::filesystem::exists(root_ / "css/app.css.map.gz"));
  EXPECT_FALSE(std::filesystem::exists(root_ / "img/a.png.gz"));
}

TEST_F(DigestTest, DoesTheSameAgain) {
  const auto once = anqa::digest_assets({.input = root_.string()});
  EXPECT_EQ(anqa::digest_assets({.input = root_.string()}), once);
  EXPECT_EQ(anqa::clean_digests(root_.string()), 0U);
  write("img/a.png", "another picture");
  anqa::digest_assets({.input = root_.string()});
  EXPECT_EQ(anqa::clean_digests(root_.string()), 3U);  // the picture, the sheet and its compressed form
  EXPECT_EQ(text(latest("img/a.png")), "another picture");
}

TEST_F(DigestTest, WritesToAnotherFolder) {
  const std::string output = (root_ / "out").string();
  std::filesystem::create_directories(root_ / "in");
  std::filesystem::rename(root_ / "css", root_ / "in/css");
  anqa::digest_assets({.input = (root_ / "in").string(), .output = output});
  EXPECT_TRUE(std::filesystem::exists(root_ / "out/css/app.css"));
  EXPECT_TRUE(std::filesystem::exists(root_ / "out/cache_manifest.json"));
  EXPECT_FALSE(std::filesystem::exists(root_ / "in/cache_manifest.json"));
}

TEST_F(DigestTest, FollowsLinksInCirclesOnce) {
  write("x.css", "@import url(y.css);");
  write("y.css", "@import url(x.css);");
  EXPECT_THAT(anqa::digest_assets({.input = root_.string()}), SizeIs(6));
}

TEST_F(DigestTest, SaysWhatIsWrong) {
  EXPECT_THROW(anqa::digest_assets({.input = (root_ / "nowhere").string()}), std::runtime_error);
  EXPECT_THROW(StaticManifest((root_ / "nowhere.json").string()), std::runtime_error);
  write("cache_manifest.json", "{");
  EXPECT_THROW(manifest(), std::runtime_error);
  write("cache_manifest.json", "{}");
  EXPECT_THROW(manifest(), std::runtime_error);
}

}  // namespace
