#include "anqa/web/parsers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <filesystem>
#include <fstream>
#include <string>

#include "anqa/base/log_capture.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/deterministic.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/runtime/system.hpp"
#include "anqa/testing/conn_test.hpp"
#include "anqa/testing/process_test.hpp"
#include "anqa/web/routes.hpp"
#include "anqa/web/upload.hpp"

namespace {

using anqa::Conn;
using anqa::ConnTest;
using anqa::Params;
using anqa::Task;
using anqa::Term;
using anqa::http::Method;
using ::testing::HasSubstr;

std::string first_line(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

namespace pages {

Conn echo(Conn conn) { return conn.json(conn.body_params().term()); }
Conn upload(Conn conn, Params params) {
  const auto file = anqa::Upload::from(params["file"]);
  if (!file) return conn.text("none");
  const std::string text = file->filename + " " + std::to_string(file->size) + " " + first_line(file->path);
  return conn.assign("path", file->path).text(text);
}
Conn keep(Conn conn, Params params) {
  const anqa::Upload file = anqa::Upload::from(params["file"])->give_away(anqa::self());
  return conn.text(file.path);
}
Task<Conn> raw(Conn conn) {
  std::string body = co_await anqa::read_body(conn.request(), 20);
  co_return conn.text(body);
}

}  // namespace pages

constexpr auto routes = anqa::routes(anqa::get("/", pages::echo), anqa::post("/", pages::echo),
                                     anqa::post("/upload", pages::upload), anqa::post("/keep", pages::keep),
                                     anqa::post("/raw", pages::raw));

/// A body that comes in pieces; an error at its end where one is given.
class Pieces final : public anqa::http::BodySource {
 public:
  using Piece = anqa::result<std::string, anqa::http::BodyError>;
  explicit Pieces(std::deque<Piece> pieces) : pieces_(std::move(pieces)) {}
  Task<Piece> read() override {
    co_await anqa::sleep_for(std::chrono::seconds(1));
    if (pieces_.empty()) co_return std::string();
    Piece piece = std::move(pieces_.front());
    pieces_.pop_front();
    co_return piece;
  }

 private:
  std::deque<Piece> pieces_;
};

anqa::http::Request request(std::string path, std::string type, std::string body,
                            std::deque<Pieces::Piece> more = {}) {
  anqa::http::Request request{.method = Method::post, .target = std::move(path)};
  request.headers.add("content-type", type);
  request.body = std::move(body);
  if (!more.empty()) request.more = anqa::http::BodyReader(std::make_shared<Pieces>(std::move(more)));
  return request;
}

const std::string form_type = "multipart/form-data; boundary=\"--b\"";
const std::string form_with_file =
    "----b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nfile "
    "text\r\n----b--\r\n";

PROCESS_TEST(Parsers, ReadFormsJsonAndMultipart) {
  ConnTest client({.routes = routes});
  const auto send = [](ConnTest* to, std::string type, std::string body) -> Task<std::string> {
    const auto page = co_await to->send(request("/", type, body));
    co_return std::to_string(page.status) + " " + std::string(page.text());
  };
  EXPECT_EQ(co_await send(&client, "application/x-www-form-urlencoded; charset=UTF-8", "a[b]=1&a[c][]=2"),
            R"(200 {"a":{"b":"1","c":["2"]}})");
  EXPECT_EQ(co_await send(&client, "Application/JSON", R"({"a":1})"), R"(200 {"a":1})");
  EXPECT_EQ(co_await send(&client, "application/vnd.api+json", "[1]"), R"(200 {"_json":[1]})");
  EXPECT_EQ(co_await send(&client, "application/json", ""), "200 null");
  EXPECT_EQ(co_await send(&client, "multipart/form-data; boundary=b",
                          "--b\r\nContent-Disposition: form-data; name=\"a[b]\"\r\n\r\n1\r\n--b--"),
            R"(200 {"a":{"b":"1"}})");
  EXPECT_EQ(co_await send(&client, "text/csv", "a;b"), "200 null");
}

PROCESS_TEST(Parsers, ReadNoBodyOfAGet) {
  ConnTest client({.routes = routes, .parsers = {.pass = {}}});
  auto get = request("/", "application/json", "not json");
  get.method = Method::get;
  EXPECT_EQ((co_await client.send(std::move(get))).status, 200);
}

PROCESS_TEST(Parsers, AnswerWhatTheyDoNotTake) {
  ConnTest client({.routes = routes, .parsers = {.length = 100, .pass = {"text/*", "image/png"}}});
  const auto status = [](ConnTest* to, anqa::http::Request what) -> Task<int> {
    co_return (co_await to->send(std::move(what))).status;
  };
  EXPECT_EQ(co_await status(&client, request("/", "application/json", "{")), 400);
  EXPECT_EQ(co_await status(&client, request("/", "application/x-www-form-urlencoded", "a=%zz")), 400);
  EXPECT_EQ(co_await status(&client, request("/", "multipart/form-data", "--b--")), 400);
  EXPECT_EQ(co_await status(&client, request("/", form_type, "----b\r\n")), 400);
  EXPECT_EQ(co_await status(&client, request("/", "application/json", std::string(101, ' '))), 413);
  EXPECT_EQ(co_await status(&client, request("/", form_type, std::string(101, ' '))), 413);
  EXPECT_EQ(co_await status(&client, request("/", "text/csv", std::string(101, ' '))), 200);
  EXPECT_EQ(co_await status(&client, request("/", "image/png", "x")), 200);
  EXPECT_EQ(co_await status(&client, request("/", "image/gif", "x")), 415);
  EXPECT_EQ(co_await status(&client, request("/", "", "x")), 415);
  EXPECT_EQ(co_await status(&client, request("/", "image/gif", "")), 200);
  auto zipped = request("/", "application/json", "x");
  zipped.headers.add("content-encoding", "gzip");
  EXPECT_EQ(co_await status(&client, std::move(zipped)), 415);
}

PROCESS_TEST(Parsers, PutUploadsAmongTheParameters) {
  std::string path;
  {
    ConnTest client({.routes = routes});
    const auto page = co_await client.send(request("/upload", form_type, form_with_file));
    EXPECT_EQ(page.text(), "a.txt 9 file text");
    path = *page.conn().assigned<std::string>("path");
    EXPECT_TRUE(std::filesystem::exists(path));
  }
  EXPECT_FALSE(std::filesystem::exists(path));  // it ends with its request
}

PROCESS_TEST(Parsers, GiveUploadsAway) {
  const auto body = []() -> Task<void> {
    ConnTest client({.routes = routes});
    const std::string path((co_await client.send(request("/keep", form_type, form_with_file))).text());
    EXPECT_EQ(first_line(path), "file text");
    EXPECT_FALSE(path.empty());
  };
  const anqa::Pid owner = anqa::spawn(body);
  EXPECT_EQ(co_await anqa::down(owner), anqa::ExitReason::normal);
}

PROCESS_TEST(Parsers, ReadLargeBodiesWhileTheyCome) {
  ConnTest client({.routes = routes, .parsers = {.length = 200}});
  auto page = co_await client.send(
      request("/upload", form_type, form_with_file.substr(0, 20),
              {form_with_file.substr(20, 60), form_with_file.substr(80, 5), form_with_file.substr(85)}));
  EXPECT_EQ(page.text(), "a.txt 9 file text");
  page = co_await client.send(request("/upload", form_type, "", {form_with_file}));
  EXPECT_EQ(page.text(), "a.txt 9 file text");
  page = co_await client.send(request("/", "application/json", R"({"a")", {":", "1}"}));
  EXPECT_EQ(page.text(), R"({"a":1})");
  page = co_await client.send(request("/raw", "text/csv", "a;", {"b;", "c"}));
  EXPECT_EQ(page.text(), "a;b;c");
}

PROCESS_TEST(Parsers, RefuseLargeBodiesThatAreTooLargeOrEndEarly) {
  ConnTest client({.routes = routes, .parsers = {.length = 200}});
  const std::string much(150, ' ');
  EXPECT_EQ((co_await client.send(request("/", "application/json", much, {much}))).status, 413);
  EXPECT_EQ((co_await client.send(request("/", form_type, much, {much}))).status, 413);
  EXPECT_EQ((co_await client.send(request("/raw", "text/csv", "0123456789", {"0123456789", "x"}))).status,
            413);
  const auto late = std::unexpected(anqa::http::BodyError{408, "the body did not come in time"});
  EXPECT_EQ((co_await client.send(request("/", "application/json", "{", {late}))).status, 408);
  EXPECT_EQ(
      (co_await client.send(request("/upload", form_type, form_with_file.substr(0, 80), {late}))).status,
      408);
  auto announced = request("/", "application/json", "{", {"}"});
  announced.headers.add("content-length", "1000");
  EXPECT_EQ((co_await client.send(std::move(announced))).status, 413);
}

PROCESS_TEST(Parsers, LeaveNoFileWhenTheirProcessIsKilled) {
  const auto folder = std::filesystem::temp_directory_path() / "anqa-parsers-test";
  std::filesystem::create_directories(folder);
  const anqa::Pid visitor = anqa::spawn(
      [](std::string uploads) -> Task<void> {
        ConnTest client({.routes = routes, .parsers = {.upload_folder = uploads}});
        co_await client.send(
            request("/upload", form_type, form_with_file.substr(0, 80), {"more", "and more"}));
        ADD_FAILURE() << "it was killed while it waited";
      },
      folder.string());
  co_await anqa::sleep_for(std::chrono::milliseconds(500));
  EXPECT_FALSE(std::filesystem::is_empty(folder));
  anqa::exit(visitor, anqa::ExitReason::kill);
  co_await anqa::down(visitor);
  EXPECT_TRUE(std::filesystem::is_empty(folder));
  std::filesystem::remove_all(folder);
}

/// Gives a file to itself, says where it is, and stops the program.
Task<void> give_and_stop(std::string* path) {
  const anqa::detail::UploadFile file("");
  *path = anqa::Upload{.path = file.path()}.give_away(anqa::self()).path;
  EXPECT_TRUE(std::filesystem::exists(*path));
  co_return;
}

TEST(Uploads, AGivenFileDoesNotOutliveTheProgram) {
  std::string path;
  {
    anqa::System system(std::make_unique<anqa::DeterministicScheduler>(1));
    system.run([&path] { return give_and_stop(&path); });
  }
  EXPECT_FALSE(path.empty());
  EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
