#pragma once

#include <chrono>
#include <cstdlib>
#include <optional>
#include <string_view>

#include "accounts/accounts.hpp"
#include "anqa/data/internal/postgres_cluster.hpp"
#include "anqa/data/sandbox.hpp"
#include "anqa/otp/supervisor.hpp"
#include "anqa/pubsub/pubsub.hpp"
#include "catalog/pictures.hpp"
#include "migrations.hpp"
#include "rate_limiter.hpp"
#include "repo.hpp"
#include "seeds.hpp"
#include "support/support.hpp"

namespace shop {

/// For tests: an empty shop of its own, in memory; with TEST_DATABASE=postgres in the environment, in a
/// transaction of a PostgreSQL that is started for the tests.
class ShopDatabase {
 public:
  ShopDatabase() {
    accounts::hash_cheaply();
    if (on_postgres()) {
      open_postgres_once();
      owner_.emplace(anqa::Sandbox::start_owner(repo, {.shared = true}));
    } else {
      repo.open({.database = ":memory:"});
      repo.migrate(migrations());
    }
  }
  ~ShopDatabase() {
    if (!on_postgres()) repo.close();
  }
  ShopDatabase(const ShopDatabase&) = delete;
  ShopDatabase& operator=(const ShopDatabase&) = delete;

 private:
  static bool on_postgres() {
    const char* database = std::getenv("TEST_DATABASE");
    return database && std::string_view(database) == "postgres";
  }
  static void open_postgres_once() {
    if (repo.is_open()) return;
    repo.open(anqa::PostgresOptions{.url = anqa::detail::PostgresCluster::shared().new_database(),
                                    .queue_timeout = std::chrono::seconds(60)});
    repo.migrate(migrations());
    anqa::Sandbox::mode(repo, anqa::Sandbox::manual);
  }

  std::optional<anqa::Sandbox::Owner> owner_;
};

/// The same with what the shop's contexts need running, linked to the calling process:
/// `ShopCase shop; co_await shop.ready();`
class ShopCase : ShopDatabase {
 public:
  explicit ShopCase(RateLimiter::Options limits = {})
      : supervisor_(anqa::start_link<anqa::Supervisor>(
            {.children = {anqa::child<anqa::PubSub>(),
                          anqa::child<anqa::Supervisor>(support::rooms()).id("support"),
                          anqa::child<anqa::Supervisor>(pictures::reader()).id("pictures"),
                          anqa::child<RateLimiter>(limits).named("shop.rate_limiter")}})) {}

  anqa::Task<void> ready() { co_await anqa::call(supervisor_, anqa::Supervisor::WhichChildren{}); }

  Product product(std::string sku, std::int64_t price_cents = 500, std::int64_t stock = 1000) {
    return repo.blocking()
        .insert(Product{.sku = sku, .name = "Tea " + sku, .price_cents = price_cents, .stock = stock})
        .value();
  }

 private:
  anqa::Server<anqa::Supervisor> supervisor_;
};

}  // namespace shop
