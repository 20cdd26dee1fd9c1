#include <cstdio>
#include <exception>
#include <string>
#include <string_view>

#include "accounts/accounts.hpp"
#include "anqa/data/data_command.hpp"
#include "anqa/otp/application.hpp"
#include "anqa/web/crypto/random.hpp"
#include "anqa/web/route_info.hpp"
#include "repo.hpp"
#include "seeds.hpp"
#include "settings.hpp"
#include "tree.hpp"
#include "web/router.hpp"

namespace {

int usage() {
  std::fputs(
      "usage: shop serve|seed|admin EMAIL|migrate|rollback|migrations|structure|"
      "--routes [METHOD] [/path]\n",
      stderr);
  return 2;
}

/// Does something with the migrated database before anything runs.
template <class Work>
void with_database(const anqa::RepoServer::Options& options, Work work) {
  if (options.postgres.url.empty()) {
    shop::repo.open(options.sqlite);
  } else {
    shop::repo.open(options.postgres);
  }
  shop::repo.migrate(options.migrations);
  work(shop::repo.blocking());
  shop::repo.close();
}

/// What the shop sells, where it sells nothing yet, and its first admin, where it has none.
void seed(const shop::Settings& settings, bool tell) {
  with_database(shop::database_options(settings), [&](anqa::BlockingRepo repo) {
    const auto seeded = shop::seed(repo);
    if (seeded > 0 || tell) std::printf("%lld products added\n", static_cast<long long>(seeded));
    const bool is_given = !settings.admin_password.empty();
    const std::string password = is_given ? settings.admin_password : anqa::random_token(9);
    if (shop::accounts::add_first_admin(repo, "admin@example.org", password)) {
      std::printf("the shop's admin: admin@example.org, password %s\n",
                  is_given ? "as given" : (password + " (shown this once)").c_str());
    }
  });
}

int make_admin(const shop::Settings& settings, std::string_view email) {
  bool is_user = false;
  with_database(shop::database_options(settings),
                [&](anqa::BlockingRepo repo) { is_user = shop::accounts::make_admin(repo, email); });
  if (!is_user) std::fprintf(stderr, "shop: nobody has registered as %s\n", std::string(email).c_str());
  return is_user ? 0 : 1;
}

int run(int argc, char** argv) {
  if (anqa::print_routes(argc, argv, shop::routes)) return 0;
  const auto settings = shop::read_settings();
  const auto database = shop::database_options(settings);
  if (const auto status = anqa::run_data_command(argc, argv, database)) return *status;
  if (argc == 3 && std::string_view(argv[1]) == "admin") return make_admin(settings, argv[2]);
  const std::string_view command = argc == 2 ? argv[1] : "";
  if (command != "serve" && command != "seed") return usage();

  seed(settings, command == "seed");
  if (command == "seed") return 0;
  std::fflush(stdout);
  return anqa::run(argc, argv, shop::tree(settings));
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "shop: %s\n", error.what());
    return 1;
  }
}
