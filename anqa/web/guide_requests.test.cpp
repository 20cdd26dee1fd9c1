// The examples of guides/web.md about requests: each region there is one of these, and runs here.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "anqa/base/log_capture.hpp"
#include "anqa/testing/conn_test.hpp"
#include "anqa/testing/process_test.hpp"
#include "anqa/web/basic_auth.hpp"
#include "anqa/web/csrf.hpp"
#include "anqa/web/flash.hpp"
#include "anqa/web/http_error.hpp"
#include "anqa/web/plug.hpp"
#include "anqa/web/plugs.hpp"
#include "anqa/web/routes.hpp"
#include "anqa/web/session.hpp"
#include "anqa/web/session_table.hpp"
#include "anqa/web/upload.hpp"
#include "anqa/web/web_events.hpp"

namespace {

using anqa::Conn;
using anqa::ConnTest;
using anqa::Params;
using anqa::Task;
using anqa::Term;
using anqa::Upload;
using ::testing::HasSubstr;

const std::filesystem::path& storage() {
  static const std::filesystem::path folder = std::filesystem::temp_directory_path() / "anqa-guide";
  std::filesystem::create_directories(folder);
  return folder;
}

// [upload]
Conn create(Conn conn, Params params) {
  const auto photo = Upload::from(params["product"]["photo"]);
  if (!photo) throw anqa::HttpError(422, "a product needs a photo");
  photo->move_to(storage() / "photo-1");
  return conn.put_flash("info", "saved").redirect("/products");
}
// [/upload]

Conn index(Conn conn) { return conn.text(std::string(conn.get_flash("info"))); }

struct User {
  std::int64_t id = 7;
};
std::optional<User> authenticate(const Params& params) {
  return params.get("password") == "right" ? std::optional(User()) : std::nullopt;
}

// [login]
Conn log_in(Conn conn, Params params) {
  const auto user = authenticate(params);
  if (!user) return conn.put_status(401).text("who are you?");
  return conn.configure_session({.renew = true}).put_session("user_id", user->id).redirect("/");
}

Conn log_out(Conn conn) { return conn.configure_session({.drop = true}).redirect("/"); }
// [/login]

// [basic_auth]
Conn admins_only(Conn conn) { return anqa::basic_auth(std::move(conn), "admin", "not a secret", "Shop"); }
// [/basic_auth]

Conn form(Conn conn) {
  std::string token = conn.csrf_token();
  return conn.text(token);
}
Conn admin(Conn conn) { return conn.text("admin"); }

struct NotFound : std::runtime_error {
  using std::runtime_error::runtime_error;
};
Conn missing(Conn) { throw NotFound("there is no such product"); }

// [status]
int status_of(const std::exception& error) {
  return dynamic_cast<const NotFound*>(&error) != nullptr ? 404 : 0;
}
// [/status]

// [pipelines]
inline constexpr auto browser = anqa::pipeline(anqa::accepts_html, anqa::fetch_session, anqa::fetch_flash,
                                               anqa::protect_from_forgery, anqa::put_secure_browser_headers);
inline constexpr auto api = anqa::pipeline(anqa::Accepts{{"json"}});
// [/pipelines]
inline constexpr auto admins = anqa::pipeline(admins_only);

constexpr auto routes = anqa::routes(
    anqa::scope("/", browser, anqa::get("/form", form), anqa::get("/products", index),
                anqa::post("/products", create), anqa::post("/login", log_in), anqa::get("/logout", log_out),
                anqa::get("/missing", missing)),
    anqa::scope("/admin", admins, anqa::get("/", admin)), anqa::scope("/api", api, anqa::get("/", admin)));

anqa::EndpointConfig config_of(std::string secret) {
  // [config]
  anqa::EndpointConfig config{
      .port = 4000, .host = "shop.example", .secret_key_base = secret, .routes = routes};
  config.statics = {{.at = "/", .from = "priv/static", .only = {"assets", "favicon.ico"}}};
  config.session = {.key = "_shop_key", .encryption_salt = "what visitors need not read"};
  config.parsers.multipart_length = 50'000'000;
  config.logging.filter_parameters.filter = {"password", "card"};
  config.exception_status = &status_of;
  config.rewrite_on = anqa::RewriteOn{.x_forwarded_for = true, .x_forwarded_proto = true};
  config.force_ssl = anqa::ForceSsl{.subdomains = true};
  // [/config]
  config.force_ssl = std::nullopt;
  return config;
}

PROCESS_TEST(GuideRequests, Work) {
  const anqa::LogCapture log;
  ConnTest client(config_of(std::string(64, 's')));
  const std::string token((co_await client.get("/form")).text());
  client.put_req_header("x-csrf-token", token);
  const std::string body =
      "--b\r\nContent-Disposition: form-data; name=\"product[photo]\"; "
      "filename=\"a.png\"\r\n\r\nphoto\r\n--b--";
  auto page = co_await client.dispatch(anqa::http::Method::post, "/products", body,
                                       "multipart/form-data; boundary=b");
  EXPECT_EQ(anqa::redirected_to(page), "/products");
  EXPECT_EQ((co_await client.get("/products")).text(), "saved");
  EXPECT_EQ(std::filesystem::file_size(storage() / "photo-1"), 5U);
  EXPECT_EQ((co_await client.post("/products", Params{{"x", "y"}})).status, 422);
  EXPECT_EQ((co_await client.post("/login", Params{{"password", "wrong"}})).status, 401);
  EXPECT_EQ((co_await client.post("/login", Params{{"password", "right"}})).status, 302);
  EXPECT_EQ(client.session()["user_id"], Term(7));
  co_await client.get("/logout");
  EXPECT_TRUE(client.session()["user_id"].is_nil());
  EXPECT_EQ((co_await client.get("/missing")).status, 404);
  EXPECT_EQ((co_await client.get("/admin")).status, 401);
  client.put_req_header("accept", "text/html");
  EXPECT_EQ((co_await client.get("/api")).status, 406);
  std::filesystem::remove_all(storage());
}

PROCESS_TEST(GuideRequests, KeepSessionsInATable) {
  const auto table = anqa::start_link<anqa::SessionTable>({.name = "sessions"});
  auto config = config_of(std::string(64, 's'));
  // [session_table]
  config.session.store = anqa::session_table("sessions");
  // [/session_table]
  ConnTest client(std::move(config));
  co_await client.get("/form");
  EXPECT_EQ(client.cookie("_shop_key").size(), 43U);
}

int slow_requests = 0;
constexpr std::chrono::nanoseconds too_long{0};

// [telemetry]
// At the start: anqa::telemetry::attach<anqa::EndpointStop>("slow requests", &count_slow);
void count_slow(const anqa::EndpointStop& done) {
  if (done.duration > too_long) ++slow_requests;
}
// [/telemetry]

PROCESS_TEST(GuideRequests, AreMeasured) {
  slow_requests = 0;
  anqa::telemetry::attach<anqa::EndpointStop>("slow requests", &count_slow);
  ConnTest client(config_of(std::string(64, 's')));
  co_await client.get("/form");
  anqa::telemetry::detach("slow requests");
  EXPECT_EQ(slow_requests, 1);
}

}  // namespace
