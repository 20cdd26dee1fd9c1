// What controllers do beside the plainest: formats, layouts, downloads, streams, fallbacks, addresses.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "anqa/base/log_capture.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/testing/conn_test.hpp"
#include "anqa/testing/process_test.hpp"
#include "anqa/web/accepts.hpp"
#include "anqa/web/action_fallback.hpp"
#include "anqa/web/conn_url.hpp"
#include "anqa/web/download.hpp"
#include "anqa/web/formats.hpp"
#include "anqa/web/path.hpp"
#include "anqa/web/plug.hpp"
#include "anqa/web/routes.hpp"
#include "anqa/web/scrub_params.hpp"

namespace {

using namespace anqa;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct ProductView {
  std::string name;
  std::string html() const { return "<b>" + name + "</b>"; }
  Term json() const { return Term::map({{"name", name}}); }
};
std::string boxed(Conn& conn, std::string inner) {
  return "<main class=\"" + std::to_string(conn.status()) + "\">" + inner + "</main>";
}
Conn show(Conn conn) {
  put_layout(conn, &boxed);
  return render(std::move(conn.put_status(201)), ProductView{"tea"});
}
Conn as_xml(Conn conn) {
  put_format(conn, "xml");
  return render(std::move(conn), ProductView{"tea"});
}

enum class Trouble { missing, closed };
Task<std::expected<Conn, Trouble>> find(Conn conn, Params params) {
  conn.put_resp_header("x-tried", "yes");
  co_await sleep_for(std::chrono::milliseconds(1));
  if (params.get("id") == "7") co_return conn.text("found");
  co_return std::unexpected(Trouble::missing);
}
std::expected<Conn, Trouble> enter(Conn conn) {
  if (conn.query_string().empty()) return std::unexpected(Trouble::closed);
  return conn.text("open");
}
Conn on_trouble(Conn conn, Trouble trouble) {
  return conn.put_status(trouble == Trouble::missing ? 404 : 423).text("sorry");
}
result<Conn> in_words(Conn) { return fail("out of tea"); }
Task<Conn> say(Conn conn, Error error) { co_return conn.put_status(409).text(error.message); }

Conn csv(Conn conn) { return send_download(std::move(conn), "a;b\n", {.filename = "Bücher \"2026\".csv"}); }
Conn file(Conn conn, Params params) {
  return send_download_file(std::move(conn), std::string(params.get("path").value_or("")),
                            {.content_type = "text/x-tea", .shown_inline = true, .offset = 1, .length = 2});
}
Conn count(Conn conn) {
  conn.put_resp_content_type("text/plain");
  return conn.send_chunked(200, [last = 3](http::BodyWriter out) -> Task<void> {
    return [](http::BodyWriter to, int end) -> Task<void> {
      for (int i = 1; i <= end; ++i) {
        if (!co_await chunk(to, std::to_string(i))) co_return;
      }
    }(std::move(out), last);
  });
}
Conn echo(Conn conn, Params params) { return conn.json(params.term()); }
Conn headers(Conn conn) {
  conn.merge_resp_headers({{"x-a", "1"}, {"x-b", "2"}});
  conn.update_resp_header("x-a", "none", [](std::string old) { return old + "!"; });
  conn.update_resp_header("x-c", "first", [](std::string old) { return old; });
  conn.prepend_resp_header("x-b", "0");
  conn.merge_assigns("user", std::string("Ada"), "age", 36);
  return conn.text(*conn.assigned<std::string>("user") + " " + std::to_string(*conn.assigned<int>("age")));
}
Conn where(Conn conn);

constexpr auto formats = pipeline(Accepts{{"html", "json"}});
constexpr auto scrub = pipeline(ScrubParams{"order"});
constexpr auto routes = anqa::routes(
    scope("/", formats, get("/show", show), get("/xml", as_xml)),
    get("/find/:id", action_fallback<find, on_trouble>), get("/enter", action_fallback<enter, on_trouble>),
    get("/words", action_fallback<in_words, say>), get("/csv", csv), get("/file", file), get("/count", count),
    scope("/orders", scrub, post("/", echo)), get("/headers", headers), get("/where/:id", where));
constexpr auto url = urls<routes>;

Conn where(Conn conn) {
  std::string out = url(conn, "/where/{}?q={}", 1, "a b") + " " + current_path(conn) + " " +
                    current_path(conn, Params{{"page", 2}}) + " " + current_url(conn, Params{}) + " " +
                    request_url(conn) + " " + std::to_string(conn.port()) + " " +
                    static_url(conn, "/app.css") + " " + unverified_url(conn, "/x", Params{{"y", 1}});
  put_router_url(conn, "https://ada.example");
  return conn.text(out + " " + url(conn, "/csv"));
}

PROCESS_TEST(Formats, FollowWhatTheClientAccepts) {
  LogCapture log;
  ConnTest client({.routes = routes});
  EXPECT_EQ(html_response(co_await client.get("/show"), 201), "<main class=\"201\"><b>tea</b></main>");
  EXPECT_EQ(json_response(co_await client.get("/show?_format=json"), 201), Term::map({{"name", "tea"}}));
  client.put_req_header("accept", "application/json");
  EXPECT_EQ(json_response(co_await client.get("/show"), 201), Term::map({{"name", "tea"}}));
  EXPECT_THAT(assert_error_sent(406, co_await client.get("/xml")),
              HasSubstr("not given as xml, only as html json"));
}

PROCESS_TEST(ActionFallback, TurnsErrorsIntoAnswers) {
  ConnTest client({.routes = routes});
  EXPECT_EQ(text_response(co_await client.get("/find/7"), 200), "found");
  const auto missing = co_await client.get("/find/8");
  EXPECT_EQ(text_response(missing, 404), "sorry");
  EXPECT_EQ(missing.headers.get("x-tried"), "yes");
  EXPECT_EQ(text_response(co_await client.get("/enter"), 423), "sorry");
  EXPECT_EQ(text_response(co_await client.get("/enter?now"), 200), "open");
  EXPECT_EQ(text_response(co_await client.get("/words"), 409), "out of tea");
}

PROCESS_TEST(Download, IsNamedSafely) {
  ConnTest client({.routes = routes});
  const auto download = co_await client.get("/csv");
  EXPECT_EQ(response(download, 200), "a;b\n");
  EXPECT_EQ(
      download.headers.get("content-disposition"),
      "attachment; filename=\"B%C3%BCcher%20%222026%22.csv\"; filename*=utf-8''B%C3%BCcher%20%222026%22.csv");
  EXPECT_THAT(response_content_type(download, "csv"), HasSubstr("text/csv"));
}

PROCESS_TEST(Download, OfAFileMayBeAPart) {
  LogCapture log;
  const auto path = std::filesystem::temp_directory_path() / ("anqa_download_" + std::to_string(::getpid()));
  std::ofstream(path) << "green tea";
  ConnTest client({.routes = routes});
  const auto part = co_await client.get("/file", Params{{"path", path.string()}});
  const auto* body = std::get_if<http::FileBody>(&part.body);
  EXPECT_TRUE(body != nullptr && body->offset == 1 && body->length == 2);
  EXPECT_EQ(part.headers.get("content-type"), "text/x-tea");
  EXPECT_EQ(part.headers.get("content-disposition"), "inline; filename=\"" + path.filename().string() + "\"");
  std::ofstream(path) << "ab";
  EXPECT_EQ((co_await client.get("/file", Params{{"path", path.string()}})).status, 500);
  std::filesystem::remove(path);
  EXPECT_EQ((co_await client.get("/file", Params{{"path", path.string()}})).status, 404);
}

PROCESS_TEST(Chunks, AreSentOneByOne) {
  ConnTest client({.routes = routes});
  const auto counted = co_await client.get("/count");
  EXPECT_THAT(sent_chunks(counted), ElementsAre("1", "2", "3"));
  EXPECT_EQ(text_response(counted, 200), "123");
}

PROCESS_TEST(ScrubParams, MakesNothingOfBlankText) {
  LogCapture log;
  ConnTest client({.routes = routes});
  const auto sent = co_await client.post(
      "/orders?order[ref]=",
      Params{{"order", Term::map({{"name", " "}, {"tags", Term::list({"a", ""})}})}, {"x", ""}});
  EXPECT_EQ(json_response(sent, 200)["order"],
            Term::map({{"name", Term()}, {"tags", Term::list({"a", Term()})}}));
  EXPECT_EQ(json_response(sent, 200)["x"], Term(""));
  EXPECT_THAT(assert_error_sent(400, co_await client.post("/orders")),
              HasSubstr("&quot;order&quot; is missing"));
}

PROCESS_TEST(Conn, ChangesSeveralThingsAtOnce) {
  ConnTest client({.routes = routes});
  const auto changed = co_await client.get("/headers");
  EXPECT_EQ(text_response(changed, 200), "Ada 36");
  EXPECT_EQ(changed.headers.get("x-a"), "1!");
  EXPECT_THAT(changed.headers.get_all("x-b"), ElementsAre("0", "2"));
  EXPECT_EQ(changed.headers.get("x-c"), "first");
}

PROCESS_TEST(Urls, AreTheEndpointsUnlessAnotherIsPut) {
  ConnTest client({.port = 4000,
                   .host = "shop.example",
                   .url = {.scheme = "https", .port = 443, .path = "/tea"},
                   .static_url = UrlOptions{.scheme = "https", .host = "cdn.example", .port = 443},
                   .routes = routes});
  client.put_req_header("host", "inner:81");
  EXPECT_EQ(
      text_response(co_await client.get("/where/9?a=b"), 200),
      "https://shop.example/tea/where/1?q=a+b /where/9?a=b /where/9?page=2 https://shop.example/tea/where/9 "
      "http://inner:81/where/9?a=b 81 https://cdn.example/app.css https://shop.example/tea/x?y=1 "
      "https://ada.example/csv");
}

}  // namespace
