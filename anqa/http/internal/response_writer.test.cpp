#include "anqa/http/internal/response_writer.hpp"

#include <gmock/gmock.h>

#include "anqa/http/internal/date.hpp"

namespace anqa::http::detail {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr auto date = "Sun, 06 Nov 1994 08:49:37 GMT";

Response response_with(Headers headers, int status = 200) {
  Response response;
  response.status = status;
  response.headers = std::move(headers);
  return response;
}

std::string head(const Response& response, Exchange exchange = {}, std::uint64_t length = 5) {
  std::string out;
  write_head(out, response, length, exchange, date);
  return out;
}

TEST(ResponseWriter, WritesTheHead) {
  EXPECT_EQ(head(response_with({{"content-type", "text/plain"}})),
            "HTTP/1.1 200 OK\r\n"
            "date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
            "content-type: text/plain\r\n"
            "content-length: 5\r\n"
            "\r\n");
  EXPECT_THAT(head(response_with({}, 404)), HasSubstr("HTTP/1.1 404 Not Found\r\n"));
  EXPECT_THAT(head(response_with({}, 599)), HasSubstr("HTTP/1.1 599 Unknown\r\n"));
}

TEST(ResponseWriter, LeavesOutTheLengthWhereThereCanBeNoBody) {
  EXPECT_THAT(head(response_with({}, 204)), Not(HasSubstr("content-length")));
  EXPECT_THAT(head(response_with({}, 304)), Not(HasSubstr("content-length")));
  EXPECT_THAT(head(response_with({}), {.method = Method::head}), HasSubstr("content-length: 5"));
  EXPECT_FALSE(sends_body(response_with({}), {.method = Method::head}));
  EXPECT_FALSE(sends_body(response_with({}, 304), {}));
  EXPECT_TRUE(sends_body(response_with({}), {.method = Method::post}));
}

TEST(ResponseWriter, SaysWhetherTheConnectionGoesOn) {
  EXPECT_THAT(head(response_with({})), Not(HasSubstr("connection")));
  EXPECT_THAT(head(response_with({}), {.keep_alive = false}), HasSubstr("connection: close\r\n"));
  EXPECT_THAT(head(response_with({}), {.minor_version = 0}), HasSubstr("connection: keep-alive\r\n"));
  Exchange exchange;
  std::string out;
  write_head(out, response_with({{"Connection", "close"}}), 0, exchange, date);
  EXPECT_FALSE(exchange.keep_alive);
  EXPECT_THAT(out, HasSubstr("connection: close\r\n"));
}

TEST(ResponseWriter, KeepsItsOwnFieldsToItself) {
  const std::string out = head(response_with({{"Content-Length", "77"},
                                              {"transfer-encoding", "chunked"},
                                              {"Date", "never"},
                                              {"set-cookie", "a"},
                                              {"set-cookie", "b"}}));
  EXPECT_THAT(out, Not(HasSubstr("77")));
  EXPECT_THAT(out, Not(HasSubstr("chunked")));
  EXPECT_THAT(out, Not(HasSubstr("never")));
  EXPECT_THAT(out, HasSubstr("set-cookie: a\r\nset-cookie: b\r\n"));
}

TEST(ResponseWriter, RefusesHeaderInjection) {
  EXPECT_EQ(check_response(response_with({{"location", "/a b\xc3\xa4\t"}})), "");
  EXPECT_THAT(check_response(response_with({{"location", "/\r\nset-cookie: evil"}})),
              HasSubstr("\"location\""));
  EXPECT_THAT(check_response(response_with({{"x", std::string_view("a\0b", 3)}})), HasSubstr("\"x\""));
  EXPECT_NE(check_response(response_with({{"bad name", "a"}})), "");
  EXPECT_NE(check_response(response_with({{"", "a"}})), "");
  EXPECT_NE(check_response(response_with({}, 99)), "");
  EXPECT_NE(check_response(response_with({}, 1000)), "");
}

TEST(Date, IsWrittenAsImfFixdate) {
  char text[29];
  format_date(784111777, text);
  EXPECT_EQ(std::string_view(text, 29), date);
  format_date(1709164799, text);
  EXPECT_EQ(std::string_view(text, 29), "Wed, 28 Feb 2024 23:59:59 GMT");
  EXPECT_EQ(current_date().size(), 29u);
}

}  // namespace
}  // namespace anqa::http::detail
