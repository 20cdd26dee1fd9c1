#include "anqa/web/static_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace {

using anqa::http::FileBody;
using anqa::http::Method;
using anqa::http::Request;
using anqa::http::Response;

class StaticFilesTest : public ::testing::Test {
 protected:
  StaticFilesTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "anqa-static-XXXXXX").string();
    root_ = ::mkdtemp(pattern.data());
    std::filesystem::create_directories(root_ / "public/assets");
    write("secret.txt", "secret");
    write("public/assets/app.css", "body{}");
    write("public/assets/a b.txt", "spaced");
    write("public/assets/.env", "hidden");
    write("public/empty.txt", "");
    files_.from = (root_ / "public").string();
  }
  ~StaticFilesTest() override { std::filesystem::remove_all(root_); }

  void write(const std::string& name, std::string_view text) { std::ofstream(root_ / name) << text; }

  std::optional<Response> get(std::string target, anqa::http::Headers headers = {}) {
    Request request;
    request.target = std::move(target);
    request.headers = std::move(headers);
    return serve_static(files_, request);
  }
  int status(std::string target, anqa::http::Headers headers = {}) {
    const auto response = get(std::move(target), std::move(headers));
    return response ? response->status : 0;
  }

  std::filesystem::path root_;
  anqa::StaticFiles files_;
};

TEST_F(StaticFilesTest, ServesAFileWithItsTypeAndTag) {
  const auto response = get("/assets/app.css");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->headers.get("content-type"), "text/css; charset=utf-8");
  EXPECT_EQ(response->headers.get("cache-control"), "public, no-cache");
  EXPECT_EQ(response->headers.get("x-content-type-options"), "nosniff");
  const auto& body = std::get<FileBody>(response->body);
  EXPECT_EQ(body.path, (root_ / "public/assets/app.css").string());
  EXPECT_EQ(body.length, 6u);
  EXPECT_EQ(status("/assets/a%20b.txt?x=1"), 200);
  EXPECT_EQ(status("/empty.txt"), 200);
}

TEST_F(StaticFilesTest, LeavesEverythingElseToTheRouter) {
  EXPECT_EQ(status("/"), 0);
  EXPECT_EQ(status("/assets"), 0);  // a folder
  EXPECT_EQ(status("/assets/none.css"), 0);
  EXPECT_EQ(status("/assets/app.css/more"), 0);
  EXPECT_EQ(status("/assets/.env"), 0);
  EXPECT_EQ(status("/assets/app.css%00.txt"), 0);
  EXPECT_EQ(status("/assets/%ff.css"), 0);
  Request post{.method = Method::post, .target = "/assets/app.css"};
  EXPECT_FALSE(serve_static(files_, post));
}

TEST_F(StaticFilesTest, NeverLeavesItsFolder) {
  for (const char* path :
       {"/../secret.txt", "/assets/../../secret.txt", "/%2e%2e/secret.txt", "/%2E%2E%2Fsecret.txt",
        "/..%2fsecret.txt", "/..%5csecret.txt", "/..\\secret.txt", "/assets/%2e%2e/%2e%2e/secret.txt",
        "/assets%2f..%2f..%2fsecret.txt", "/./assets/app.css"}) {
    EXPECT_EQ(status(path), 400) << path;
  }
  // Decoded once only, these are names of files that are not there.
  EXPECT_EQ(status("/%252e%252e/secret.txt"), 0);
  EXPECT_EQ(status("/..%252fsecret.txt"), 0);
  EXPECT_EQ(status("/%c0%ae%c0%ae/secret.txt"), 0);  // an overlong '.'
  EXPECT_EQ(status("//etc/passwd"), 0);
}

TEST_F(StaticFilesTest, AnswersOnceMoreWith304) {
  const std::string etag(get("/assets/app.css")->headers.get("etag").value());
  const auto again = get("/assets/app.css", {{"if-none-match", etag}});
  EXPECT_EQ(again->status, 304);
  EXPECT_EQ(again->text(), "");
  EXPECT_EQ(again->headers.get("etag"), etag);
  EXPECT_EQ(status("/assets/app.css", {{"if-none-match", "\"other\", W/" + etag}}), 304);
  EXPECT_EQ(status("/assets/app.css", {{"if-none-match", "*"}}), 304);
  EXPECT_EQ(status("/assets/app.css", {{"if-none-match", "\"other\""}}), 200);
  write("public/assets/app.css", "body{color:red}");
  EXPECT_EQ(status("/assets/app.css", {{"if-none-match", etag}}), 200);
}

TEST_F(StaticFilesTest, KeepsVersionedFilesForEver) {
  EXPECT_EQ(get("/assets/app.css?vsn=d")->headers.get("cache-control"),
            "public, max-age=31536000, immutable");
}

TEST_F(StaticFilesTest, ServesRanges) {
  auto range = [&](std::string header) {
    const auto response = get("/assets/app.css", {{"range", header}});
    std::string out = std::to_string(response->status);
    if (const auto* file = std::get_if<FileBody>(&response->body)) {
      out += " " + std::to_string(file->offset) + "+" + std::to_string(file->length);
    }
    if (const auto content_range = response->headers.get("content-range"))
      out += " " + std::string(*content_range);
    return out;
  };
  EXPECT_EQ(range("bytes=1-2"), "206 1+2 bytes 1-2/6");
  EXPECT_EQ(range("bytes=4-"), "206 4+2 bytes 4-5/6");
  EXPECT_EQ(range("bytes=4-999"), "206 4+2 bytes 4-5/6");
  EXPECT_EQ(range("bytes=-2"), "206 4+2 bytes 4-5/6");
  EXPECT_EQ(range("bytes=-99"), "206 0+6 bytes 0-5/6");
  EXPECT_EQ(range("bytes=6-"), "416 bytes */6");
  EXPECT_EQ(range("bytes=-0"), "416 bytes */6");
  for (const char* odd : {"bytes=2-1", "bytes=a-b", "bytes=0-1,3-4", "lines=1-2", "bytes=", "bytes=-",
                          "bytes=99999999999999999999-"}) {
    EXPECT_EQ(range(odd), "200 0+6") << odd;
  }
  const auto changed = get("/assets/app.css", {{"range", "bytes=1-2"}, {"if-range", "\"old\""}});
  EXPECT_EQ(changed->status, 200);
}

TEST_F(StaticFilesTest, CanStandBelowAPathAndServeOnlySome) {
  files_.at = "/static";
  EXPECT_EQ(status("/static/assets/app.css"), 200);
  EXPECT_EQ(status("/assets/app.css"), 0);
  EXPECT_EQ(status("/staticassets/app.css"), 0);
  files_.only = {"assets"};
  EXPECT_EQ(status("/static/assets/app.css"), 200);
  EXPECT_EQ(status("/static/empty.txt"), 0);
}

TEST_F(StaticFilesTest, MayServeOnlyWhatBeginsAlike) {
  files_.only_matching = {"empt"};
  EXPECT_EQ(status("/empty.txt"), 200);
  EXPECT_EQ(status("/assets/app.css"), 0);
  files_.only = {"assets"};
  EXPECT_EQ(status("/assets/app.css"), 200);
}

TEST_F(StaticFilesTest, SendsWhatWasCompressedBefore) {
  write("public/assets/app.css.gz", "gzip");
  const auto sent = [&](std::string accept) {
    const auto response = get("/assets/app.css", {{"accept-encoding", accept}});
    EXPECT_EQ(response->headers.get("content-type"), "text/css; charset=utf-8");
    EXPECT_EQ(response->headers.get("vary"), "Accept-Encoding");
    return std::string(response->headers.get_or("content-encoding", "none")) + " " +
           std::to_string(std::get<FileBody>(response->body).length);
  };
  EXPECT_EQ(sent("gzip, deflate, br"), "gzip 4");
  EXPECT_EQ(sent("*"), "gzip 4");
  EXPECT_EQ(sent("GZIP;q=0.5"), "gzip 4");
  EXPECT_EQ(sent("gzip;q=0, *"), "none 6");
  EXPECT_EQ(sent("*;q=0.000"), "none 6");
  EXPECT_EQ(sent("identity"), "none 6");
  EXPECT_EQ(sent(""), "none 6");
  write("public/assets/app.css.br", "brotli");
  EXPECT_EQ(sent("gzip, deflate, br"), "br 6");
  write("public/assets/app.css.zst", "zstd!");
  EXPECT_EQ(sent("gzip, zstd, br"), "br 6");
  files_.encodings = {{"zstd", ".zst"}};
  EXPECT_EQ(sent("gzip, zstd, br"), "zstd 5");
  files_.brotli = files_.gzip = false;
  EXPECT_EQ(sent("gzip, br"), "none 6");
}

TEST_F(StaticFilesTest, TagsEachFormOfAFileDifferently) {
  write("public/assets/app.css.gz", "gzip");
  const std::string plain(get("/assets/app.css")->headers.get("etag").value());
  const std::string zipped(
      get("/assets/app.css", {{"accept-encoding", "gzip"}})->headers.get("etag").value());
  EXPECT_NE(plain, zipped);
  EXPECT_EQ(status("/assets/app.css", {{"accept-encoding", "gzip"}, {"if-none-match", plain}}), 200);
  EXPECT_EQ(status("/assets/app.css", {{"accept-encoding", "gzip"}, {"if-none-match", zipped}}), 304);
}

TEST_F(StaticFilesTest, TakesHeadersTypesAndTagsFromItsOptions) {
  files_.headers = {{"x-extra", "1"}, {"x-content-type-options", "sniff"}};
  files_.content_types = {{"css", "text/x-css"}, {"empty.txt", "text/x-empty"}};
  files_.etag_generation = [](const std::string& path) {
    return "W/\"" + std::to_string(path.size() * 0) + "\"";
  };
  const auto response = get("/assets/app.css");
  EXPECT_EQ(response->headers.get("content-type"), "text/x-css");
  EXPECT_EQ(response->headers.get("x-extra"), "1");
  EXPECT_EQ(response->headers.get_all("x-content-type-options").size(), 1U);
  EXPECT_EQ(response->headers.get("etag"), "W/\"0\"");
  EXPECT_EQ(get("/empty.txt")->headers.get("content-type"), "text/x-empty");
  EXPECT_EQ(status("/assets/app.css", {{"if-none-match", "\"0\""}}), 304);
  EXPECT_EQ(status("/assets/app.css", {{"range", "bytes=0-1"}, {"if-range", "W/\"0\""}}), 200);
}

TEST(ContentType, IsKnownByTheEnding) {
  EXPECT_EQ(anqa::content_type_of("a/b.JS"), "text/javascript; charset=utf-8");
  EXPECT_EQ(anqa::content_type_of("photo.jpeg"), "image/jpeg");
  EXPECT_EQ(anqa::content_type_of("Makefile"), "application/octet-stream");
}

}  // namespace
