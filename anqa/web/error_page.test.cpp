#include "anqa/web/error_page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

#include "anqa/base/log_capture.hpp"
#include "anqa/runtime/deterministic.hpp"
#include "anqa/runtime/system.hpp"
#include "anqa/testing/conn_test.hpp"
#include "anqa/testing/process_test.hpp"
#include "anqa/web/http_error.hpp"
#include "anqa/web/internal/source_lines.hpp"
#include "anqa/web/plug.hpp"
#include "anqa/web/routes.hpp"
#include "anqa/web/session.hpp"

namespace shop_under_test {

int price_of(int quantity) {
  if (quantity > 0)
    throw std::runtime_error("no price for <" + std::to_string(quantity) + ">");  // it throws here
  return quantity;
}

}  // namespace shop_under_test

namespace {

using anqa::Conn;
using anqa::ConnTest;
using anqa::Task;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

struct OutOfStock : std::exception {
  const char* what() const noexcept override { return "out of stock"; }
};

Conn price(Conn conn) { return conn.text(std::to_string(shop_under_test::price_of(3))); }
Conn order(Conn) { throw OutOfStock(); }
Conn number(Conn) { throw 42; }
Conn hello(Conn conn) { return conn.text("hello"); }

constexpr auto browser = anqa::pipeline(anqa::fetch_session);
constexpr auto routes =
    anqa::routes(anqa::scope("/", browser, anqa::get("/price", price), anqa::get("/order", order),
                             anqa::get("/number", number), anqa::get("/hello/:name", hello)));

int status_of(const std::exception& error) {
  if (dynamic_cast<const OutOfStock*>(&error) != nullptr) return 409;
  return 0;
}

PROCESS_TEST(ErrorPage, IsPlainAndInTheClientsFormat) {
  anqa::LogCapture log;
  ConnTest client({.routes = routes, .exception_status = &status_of});
  auto page = co_await client.get("/price?password=hunter2");
  EXPECT_EQ(page.status, 500);
  EXPECT_THAT(page.text(), AllOf(HasSubstr("<h1>500 Internal Server Error</h1>"), Not(HasSubstr("price"))));
  EXPECT_THAT(log.text(), HasSubstr("GET /price failed: no price for <3>"));
  page = co_await client.get("/order");
  EXPECT_EQ(page.status, 409);
  EXPECT_THAT(page.text(), AllOf(HasSubstr("<h1>409 Conflict</h1>"), Not(HasSubstr("out of stock"))));
  client.put_req_header("accept", "application/json");
  EXPECT_EQ((co_await client.get("/order")).text(), R"({"errors":{"detail":"Conflict"}})");
  EXPECT_EQ((co_await client.get("/price")).text(), R"({"errors":{"detail":"Internal Server Error"}})");
  client.put_req_header("accept", "text/plain");
  EXPECT_EQ((co_await client.get("/order")).text(), "409 Conflict\n");
  client.put_req_header("accept", "image/png");
  EXPECT_THAT((co_await client.get("/order")).text(), HasSubstr("<h1>409 Conflict</h1>"));
  EXPECT_EQ((co_await client.get("/number")).status, 500);
}

/// In a thread of its own, which has thrown nothing yet: the stacks of a thread have a budget. Under one
/// seed, because finding the lines of a stack takes a while.
template <class Body>
void run_in_fresh_thread(Body body) {
  const anqa::LogCapture log;
  std::thread([body] {
    anqa::System system(std::make_unique<anqa::DeterministicScheduler>(1));
    system.run(body);
  }).join();
}

Task<void> developers_see_the_request() {
  ConnTest client({.routes = routes, .debug_errors = true});
  client.put_session(anqa::Term::map({{"user", 7}, {"user_token", "in the session"}}));
  client.put_req_header("authorization", "Basic in the header");
  const std::string page((co_await client.get("/price?q=%3Cb%3E&password=hunter2")).text());
  EXPECT_THAT(page, AllOf(HasSubstr("std::runtime_error at GET /price (500 Internal Server Error)"),
                          HasSubstr("no price for &lt;3&gt;"), HasSubstr("[FILTERED]")));
  EXPECT_THAT(page, AllOf(Not(HasSubstr("hunter2")), Not(HasSubstr("in the session")), Not(HasSubstr("<b>")),
                          Not(HasSubstr("in the header")), Not(HasSubstr("SFMyNTY"))));
  const std::string routes_page((co_await client.get("/nowhere")).text());
  EXPECT_THAT(routes_page, HasSubstr("/hello/:name"));
  EXPECT_THAT((co_await client.get("/price?a=%ff")).text(), HasSubstr("(they cannot be read)"));
}

TEST(ErrorPage, ForDevelopersShowsTheRequest) { run_in_fresh_thread(&developers_see_the_request); }

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define ANQA_NO_STACKS 1
#endif
#endif
#ifndef ANQA_NO_STACKS
Task<void> developers_see_the_stack() {
  ConnTest client({.routes = routes, .debug_errors = true});
  const std::string page((co_await client.get("/price")).text());
  EXPECT_THAT(page, AllOf(HasSubstr("error_page.test.cpp:"), HasSubstr("shop_under_test::price_of(int)"),
                          HasSubstr("<span class=\"here\">"), HasSubstr("// it throws here")));
  client.put_req_header("accept", "application/json");
  EXPECT_THAT((co_await client.get("/price")).text(), HasSubstr("shop_under_test::price_of(int)"));
  client.put_req_header("accept", "text/plain");
  EXPECT_THAT((co_await client.get("/price")).text(),
              HasSubstr("std::runtime_error: no price for <3>\n    at shop_under_test::price_of(int) ("));
}

TEST(ErrorPage, ForDevelopersShowsTheSourceAndTheStack) { run_in_fresh_thread(&developers_see_the_stack); }
#endif

}  // namespace
