#include "anqa/dev/loop/pages.hpp"

#include <gmock/gmock.h>

#include "anqa/dev/loop/notice.hpp"
#include "anqa/http/response.hpp"
#include "anqa/otp/call.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/runtime/system.hpp"

namespace anqa::dev {
namespace {

using testing::HasSubstr;

http::Response answer_of(const http::Handler& handler, std::string target, http::Headers headers = {}) {
  return std::get<http::Response>(handler(http::Request{.target = std::move(target), .headers = headers}));
}

Task<void> only_pages_of_the_host_may_read() {
  const http::Handler handler = notices(start_link<Board>());
  const auto status = [&handler](std::string_view origin) {
    return answer_of(handler, "/notices", {{"host", "localhost:4001"}, {"origin", origin}}).status;
  };
  EXPECT_EQ(status("http://localhost:4000"), 200);
  EXPECT_EQ(status("https://localhost"), 200);
  EXPECT_EQ(status("http://evil.example"), 403);
  EXPECT_EQ(status("http://localhost.evil.example:4000"), 403);
  EXPECT_EQ(status("null"), 403);
  EXPECT_EQ(answer_of(handler, "/notices", {{"host", "[::1]:4001"}, {"origin", "http://[::1]:4000"}}).status,
            200);
  co_return;
}

TEST(DevPages, OnlyThoseOfTheHostMayReadNotices) {
  System system;
  system.run(&only_pages_of_the_host_may_read);
}

Task<void> give_the_script() {
  const http::Handler handler = notices(start_link<Board>());
  const auto script = answer_of(handler, "/dev.js");
  EXPECT_EQ(script.headers.get("content-type"), "text/javascript; charset=utf-8");
  EXPECT_THAT(std::string(script.text()), HasSubstr("/notices"));
  EXPECT_EQ(answer_of(handler, "/elsewhere").status, 404);
  co_return;
}

TEST(DevPages, GiveTheScript) {
  System system;
  system.run(&give_the_script);
}

TEST(DevPages, StandInForTheProgram) {
  const http::Handler handler = in_place_of_the_program(4001);
  const auto page = answer_of(handler, "/", {{"accept", "text/html,*/*"}});
  EXPECT_EQ(page.status, 503);
  EXPECT_THAT(std::string(page.text()), HasSubstr(":4001/dev.js"));
  EXPECT_EQ(answer_of(handler, "/api", {{"accept", "application/json"}}).text(),
            "the program is not there yet\n");
}

Task<void> tell_who_has_joined() {
  const auto board = start_link<Board>();
  cast(board, Board::Pinned{"first"});
  EXPECT_EQ(co_await call(board, Board::Join{self()}), "first");
  cast(board, Board::Pinned{"second"});
  const auto pinned = co_await receive<Board::Pinned>();
  EXPECT_EQ(pinned->json, "second");
}

TEST(DevBoard, TellsWhoHasJoined) {
  System system;
  system.run(&tell_who_has_joined);
}

TEST(DevNotice, IsJson) {
  const Notice notice{
      .state = Notice::State::failed,
      .run = 2,
      .title = "The build failed",
      .errors = {
          {.file = "a.cpp", .line = 3, .column = 1, .text = "\"no\"", .source = {"x"}, .first_line = 3}}};
  EXPECT_THAT(to_json(notice), HasSubstr(R"("state":"failed")"));
  EXPECT_THAT(to_json(notice), HasSubstr(R"("text":"\"no\"")"));
}

}  // namespace
}  // namespace anqa::dev
