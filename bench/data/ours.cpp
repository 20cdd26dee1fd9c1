// Ours: schemas, queries and the repo. One caller is a thread with a BlockingRepo; more are processes with a
// Repo. `changeset` needs no database.
#include <filesystem>
#include <memory>
#include <optional>

#include "anqa/base/log.hpp"
#include "anqa/data/repo.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/runtime/spawn.hpp"
#include "anqa/runtime/system.hpp"
#include "anqa/term/params.hpp"
#include "measure.hpp"

namespace bench {
namespace {

using namespace anqa;

struct Product : Schema<"products"> {
  std::int64_t id = 0;
  std::string name;
  std::string description;
  std::int64_t price_cents = 0;
  double weight = 0;
  bool active = true;
};

struct Added : Schema<"added"> {
  std::int64_t id = 0;
  std::string name;
  std::string description;
  std::int64_t price_cents = 0;
  double weight = 0;
  bool active = true;
};

template <class T>
T numbered(std::int64_t number) {
  T row;
  row.name = name_of(number);
  row.description = description_of(number);
  row.price_cents = number;
  row.weight = static_cast<double>(number) / 4;
  return row;
}

const std::vector<Migration> migrations = {{1, "tables", [](MigrationSteps& db) {
                                              for (const char* table : {"products", "added"}) {
                                                db.create_table(table)
                                                    .add("name", ColumnType::string, {.null = false})
                                                    .add("description", ColumnType::string, {.null = false})
                                                    .add("price_cents", ColumnType::integer, {.null = false})
                                                    .add("weight", ColumnType::number, {.null = false})
                                                    .add("active", ColumnType::boolean, {.null = false});
                                              }
                                            }}};

bool is_file(const std::string& place) { return place.find('=') == std::string::npos; }

void run_sql(const std::string& url, std::string_view sql) {
  open_postgres({.url = url})->writer("bench")->execute(sql);
}

void open(Repo& repo, const std::string& place) {
  if (is_file(place)) {
    for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(place + end);
    repo.open({.database = place, .readers = 16, .durable = false});
  } else {
    run_sql(place, "DROP TABLE IF EXISTS schema_migrations, products, added");
    repo.open(PostgresOptions{.url = place, .pool_size = 16, .pipelines = 1});
  }
  repo.migrate(migrations);
  std::vector<Product> rows;
  for (int i = 0; i < stored_rows; ++i) rows.push_back(numbered<Product>(i));
  repo.blocking().insert_all(std::move(rows));
  if (!is_file(place)) run_sql(place, "ANALYZE products");
}

/// The same work as that of the limits, by whoever has a repo to wait for.
double work(const std::string& row, BlockingRepo& repo) {
  if (row == "get") {
    for (std::int64_t id = 1; id <= stored_rows; ++id) check(repo.get<Product>(id)->id == id, "get");
    return stored_rows;
  }
  if (row == "all") {
    check(repo.all(from<Product>().order_by(asc(field<&Product::id>))).size() == stored_rows, "all");
    return 1;
  }
  if (row == "insert") {
    for (int i = 0; i < 100; ++i) check(repo.insert(numbered<Added>(i))->id > 0, "insert");
    return 100;
  }
  if (row == "insert_tx") {
    repo.transaction([](BlockingRepo& tx) {
      for (int i = 0; i < stored_rows; ++i) check(tx.insert(numbered<Added>(i))->id > 0, "insert");
    });
    return stored_rows;
  }
  if (row == "insert_all") {
    std::vector<Added> rows;
    for (int i = 0; i < stored_rows; ++i) rows.push_back(numbered<Added>(i));
    check(repo.insert_all(std::move(rows)) == stored_rows, "insert_all");
    return 1;
  }
  check(false, "no such row");
  return 0;
}

struct Did {
  double pieces;
};

Task<void> caller(Repo repo, std::string row, Pid to) {
  double pieces = 0;
  if (row == "get") {
    for (std::int64_t id = 1; id <= stored_rows; ++id) {
      const auto found = co_await repo.get<Product>(id);
      check(found->id == id, "get");
    }
    pieces = stored_rows;
  } else if (row == "all") {
    const auto found = co_await repo.all(from<Product>().order_by(asc(field<&Product::id>)));
    check(found.size() == stored_rows, "all");
    pieces = 1;
  } else {
    for (int i = 0; i < 100; ++i) {
      const auto stored = co_await repo.insert(numbered<Added>(i));
      check(stored->id > 0, "insert");
    }
    pieces = 100;
  }
  send(to, Did{pieces});
}

Task<void> callers(Work wanted) {
  static Repo repo{"bench"};
  const RepoServer::Options options =
      is_file(wanted.place)
          ? RepoServer::Options{.repo = repo,
                                .sqlite = {.database = wanted.place, .readers = 16, .durable = false}}
          : RepoServer::Options{.repo = repo,
                                .postgres = {.url = wanted.place, .pool_size = 16, .pipelines = 1}};
  start_link<RepoServer>(options);
  while (!repo.is_open()) co_await sleep_for(std::chrono::milliseconds(1));
  co_await sleep_for(std::chrono::milliseconds(200));  // until the pipeline has connected
  double pieces = 0;
  std::optional<Stopwatch> watch;
  do {
    for (int i = 0; i < wanted.callers; ++i) spawn(caller, repo, wanted.row, self());
    double round = 0;
    for (int i = 0; i < wanted.callers; ++i) round += (co_await receive<Did>())->pieces;
    if (watch) {
      pieces += round;
    } else {
      watch.emplace();  // that was for practice
    }
  } while (watch->wall() < 1);
  print(wanted.row, pieces / watch->wall());
  print(wanted.row + ".wall", watch->wall());
  print(wanted.row + ".cpu", watch->cpu());
}

struct Form : Schema<"forms"> {
  std::int64_t id = 0;
  std::string name;
  std::string email;
  std::string address;
  std::string note;
  int age = 0;
  std::int64_t price_cents = 0;
  double weight = 0;
  bool active = false;
};

/// Microseconds for a changeset of eight fields, cast and validated.
void changeset() {
  const Params params{{"name", "Ada Lovelace"},
                      {"email", "ada@example.org"},
                      {"address", "12 Crescent, Bath"},
                      {"note", "Ring twice"},
                      {"age", "36"},
                      {"price_cents", "1990"},
                      {"weight", "2.5"},
                      {"active", "true"}};
  constexpr int count = 200'000;
  const Stopwatch watch;
  for (int i = 0; i < count; ++i) {
    const auto changed = cast<&Form::name, &Form::email, &Form::address, &Form::note, &Form::age,
                              &Form::price_cents, &Form::weight, &Form::active>(Form{}, params)
                             .validate_required<&Form::name, &Form::email, &Form::address>()
                             .validate_length<&Form::name>({.min = 2, .max = 80})
                             .validate_length<&Form::address>({.min = 8, .max = 300})
                             .validate_number<&Form::age>({.less_than = 150, .greater_than = 0});
    check(changed.valid(), "changeset");
  }
  print("changeset", watch.cpu() / count * 1e6);
}

}  // namespace
}  // namespace bench

int main(int argc, char** argv) {
  const bench::Work wanted(argc, argv);
  anqa::set_log_level(anqa::LogLevel::off);
  if (wanted.row == "changeset") {
    bench::changeset();
    return 0;
  }
  anqa::Repo repo("bench");
  bench::open(repo, wanted.place);
  if (wanted.callers == 1) {
    auto blocking = repo.blocking();
    bench::measure(wanted, [&] { return bench::work(wanted.row, blocking); });
    return 0;
  }
  repo.close();
  anqa::System system;
  system.run(bench::callers, wanted);
}
