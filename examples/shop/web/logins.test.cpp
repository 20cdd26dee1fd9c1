#include "web/logins.hpp"

#include <gmock/gmock.h>

#include "accounts/accounts.hpp"
#include "anqa/testing/conn_test.hpp"
#include "anqa/testing/process_test.hpp"
#include "shop_case.hpp"
#include "web/router.hpp"

using namespace shop;
using anqa::html_response, anqa::Params, anqa::redirected_to, anqa::Task, anqa::Term;
using ::testing::HasSubstr;

namespace {

/// A browser of the shop that has seen a page.
Task<std::string> csrf_token(anqa::ConnTest* browser) {
  const std::string page = html_response(co_await browser->get("/login"), 200);
  constexpr std::string_view before = "name=\"_csrf_token\" value=\"";
  const auto at = page.find(before);
  if (at == std::string::npos) throw std::runtime_error("no token in " + page);
  co_return page.substr(at + before.size(), page.find('"', at + before.size()) - at - before.size());
}

Params form(const std::string& token, const char* email, const char* password) {
  return {{"_csrf_token", token},
          {"user", Term::map({{"name", "Ada"}, {"email", email}, {"password", password}})}};
}

PROCESS_TEST(Logins, ThePagesOfMembersAreForMembers) {
  ShopCase shop;
  co_await shop.ready();
  anqa::ConnTest browser({.routes = routes.all()});
  EXPECT_EQ(redirected_to(co_await browser.get("/account")), "/login");
  EXPECT_THAT(html_response(co_await browser.get("/login"), 200), HasSubstr("You must log in"));

  const std::string token = co_await csrf_token(&browser);
  const auto before = browser.session();
  EXPECT_EQ(redirected_to(co_await browser.post("/register", form(token, "ada@example.org", "enchantress"))),
            "/account");
  EXPECT_THAT(html_response(co_await browser.get("/account"), 200), HasSubstr("ada@example.org"));
  EXPECT_EQ(browser.session()["visitor"], before["visitor"]);
  EXPECT_NE(browser.session()["_csrf_token"], before["_csrf_token"]);
}

PROCESS_TEST(Logins, OneLogsInAndOut) {
  ShopCase shop;
  co_await shop.ready();
  co_await accounts::register_user(
      {{"name", "Ada"}, {"email", "ada@example.org"}, {"password", "enchantress"}});
  anqa::ConnTest browser({.routes = routes.all()});
  std::string token = co_await csrf_token(&browser);
  const auto wrong = co_await browser.post("/login", form(token, "ada@example.org", "wrong"));
  EXPECT_THAT(html_response(wrong, 422), HasSubstr("No user has this"));
  EXPECT_EQ(redirected_to(co_await browser.post("/login", form(token, "ada@example.org", "enchantress"))),
            "/account");
  const Term login = browser.session()["user_token"];
  token = co_await csrf_token(&browser);
  EXPECT_EQ(redirected_to(co_await browser.post("/logout", {{"_csrf_token", token}, {"_method", "delete"}})),
            "/login");
  EXPECT_EQ(redirected_to(co_await browser.get("/account")), "/login");
  // The cookie of the login that has ended is worth nothing.
  browser.put_session(Term::map({{"user_token", login}}));
  EXPECT_EQ(redirected_to(co_await browser.get("/account")), "/login");
}

PROCESS_TEST(Logins, AFormOfAnotherSiteIsRefused) {
  ShopCase shop;
  co_await shop.ready();
  anqa::ConnTest browser({.routes = routes.all()});
  co_await browser.get("/login");
  EXPECT_EQ((co_await browser.post("/login", form("", "ada@example.org", "enchantress"))).status, 403);
}

}  // namespace
