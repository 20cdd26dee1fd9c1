#pragma once

#include "accounts/accounts.hpp"
#include "anqa/otp/supervisor.hpp"
#include "anqa/pubsub/pubsub.hpp"
#include "migrations.hpp"
#include "rate_limiter.hpp"
#include "repo.hpp"
#include "seeds.hpp"
#include "support/support.hpp"

namespace shop {

/// For tests: an empty shop of its own, in memory.
class ShopDatabase {
 public:
  ShopDatabase() {
    repo.open({.database = ":memory:"});
    repo.migrate(migrations());
    accounts::hash_cheaply();
  }
  ~ShopDatabase() { repo.close(); }
  ShopDatabase(const ShopDatabase&) = delete;
  ShopDatabase& operator=(const ShopDatabase&) = delete;
};

/// The same with what the shop's contexts need running, linked to the calling process:
/// `ShopCase shop; co_await shop.ready();`
class ShopCase : ShopDatabase {
 public:
  explicit ShopCase(RateLimiter::Options limits = {})
      : supervisor_(anqa::start_link<anqa::Supervisor>(
            {.children = {anqa::child<anqa::PubSub>(),
                          anqa::child<anqa::Supervisor>(support::rooms()).id("support"),
                          anqa::child<RateLimiter>(limits).named("shop.rate_limiter")}})) {}

  anqa::Task<void> ready() { co_await anqa::call(supervisor_, anqa::Supervisor::WhichChildren{}); }

  Product product(std::string sku, std::int64_t price_cents = 500) {
    return repo.blocking()
        .insert(Product{.sku = sku, .name = "Tea " + sku, .price_cents = price_cents})
        .value();
  }

 private:
  anqa::Server<anqa::Supervisor> supervisor_;
};

}  // namespace shop
