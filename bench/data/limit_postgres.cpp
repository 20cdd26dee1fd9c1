// PostgreSQL's C library, called by hand: binary, prepared once, copied into structs. With more than one
// caller `get` keeps so many statements on their way on one connection, in pipeline mode; everything else,
// and `get_in_turn`, waits for each answer.
#include <postgresql/libpq-fe.h>

#include <array>
#include <bit>
#include <cstring>
#include <memory>

#include "both.hpp"

namespace {

using bench::check;
using bench::Product;

std::uint64_t swapped(const char* bytes) {
  std::uint64_t value = 0;
  std::memcpy(&value, bytes, sizeof value);
  return __builtin_bswap64(value);
}

Product load(const PGresult* rows, int row) {
  const auto text = [&](int column) {
    return std::string(PQgetvalue(rows, row, column),
                       static_cast<std::size_t>(PQgetlength(rows, row, column)));
  };
  return {.id = static_cast<std::int64_t>(swapped(PQgetvalue(rows, row, 0))),
          .name = text(1),
          .description = text(2),
          .price_cents = static_cast<std::int64_t>(swapped(PQgetvalue(rows, row, 3))),
          .weight = std::bit_cast<double>(swapped(PQgetvalue(rows, row, 4))),
          .active = *PQgetvalue(rows, row, 5) != 0};
}

/// The values of some rows, in the order of the columns.
class Values {
 public:
  static constexpr int columns = 5;

  Values(std::int64_t first, int rows) : rows_(static_cast<std::size_t>(rows)) {
    for (int i = 0; i < rows; ++i) {
      const auto number = first + i;
      auto& row = rows_[static_cast<std::size_t>(i)];
      row.name = bench::name_of(number);
      row.description = bench::description_of(number);
      row.price = __builtin_bswap64(static_cast<std::uint64_t>(number));
      row.weight = __builtin_bswap64(std::bit_cast<std::uint64_t>(static_cast<double>(number) / 4));
      add(row.name.data(), row.name.size());
      add(row.description.data(), row.description.size());
      add(reinterpret_cast<const char*>(&row.price), 8);
      add(reinterpret_cast<const char*>(&row.weight), 8);
      add(&row.active, 1);
    }
    formats_.assign(pointers_.size(), 1);
  }
  int count() const { return static_cast<int>(pointers_.size()); }
  const char* const* pointers() const { return pointers_.data(); }
  const int* lengths() const { return lengths_.data(); }
  const int* formats() const { return formats_.data(); }

 private:
  struct Row {
    std::string name, description;
    std::uint64_t price = 0, weight = 0;
    char active = 1;
  };
  void add(const char* bytes, std::size_t size) {
    pointers_.push_back(bytes);
    lengths_.push_back(static_cast<int>(size));
  }
  std::vector<Row> rows_;
  std::vector<const char*> pointers_;
  std::vector<int> lengths_, formats_;
};

struct Clear {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, Clear>;

class Database {
 public:
  explicit Database(const std::string& place) : handle_(PQconnectdb(place.c_str())) {
    check(PQstatus(handle_) == CONNECTION_OK, "connect");
  }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database() { PQfinish(handle_); }

  void run(const char* sql) {
    const Result result(PQexec(handle_, sql));
    check(PQresultStatus(result.get()) == PGRES_COMMAND_OK, sql);
  }
  void prepare_all() {
    const std::string columns = "id, name, description, price_cents, weight, active";
    prepare("get", "SELECT " + columns + " FROM products WHERE id = $1");
    prepare("all", "SELECT " + columns + " FROM products ORDER BY id");
    const std::string into = "INSERT INTO added (name, description, price_cents, weight, active) VALUES ";
    prepare("insert", into + "($1, $2, $3, $4, $5) RETURNING id");
    std::string many = into;
    for (int i = 0; i < bench::stored_rows; ++i) {
      many += i == 0 ? "(" : ",(";
      for (int column = 1; column <= Values::columns; ++column) {
        if (column > 1) many += ",";
        many += "$" + std::to_string(i * Values::columns + column);
      }
      many += ")";
    }
    prepare("many", many);
  }

  Product get(std::int64_t id) {
    const auto key = __builtin_bswap64(static_cast<std::uint64_t>(id));
    const char* value = reinterpret_cast<const char*>(&key);
    const int length = 8;
    const int format = 1;
    const Result rows(PQexecPrepared(handle_, "get", 1, &value, &length, &format, 1));
    check(PQntuples(rows.get()) == 1, "get");
    return load(rows.get(), 0);
  }
  /// All of them, so many at a time on their way.
  int get_pipelined(int at_a_time) {
    check(PQenterPipelineMode(handle_) == 1, "pipeline");
    int found = 0;
    for (std::int64_t first = 1; first <= bench::stored_rows; first += at_a_time) {
      const auto end = std::min<std::int64_t>(first + at_a_time, bench::stored_rows + 1);
      for (auto id = first; id < end; ++id) {
        const auto key = __builtin_bswap64(static_cast<std::uint64_t>(id));
        const char* value = reinterpret_cast<const char*>(&key);
        const int length = 8;
        const int format = 1;
        PQsendQueryPrepared(handle_, "get", 1, &value, &length, &format, 1);
      }
      PQpipelineSync(handle_);
      for (auto id = first; id < end; ++id) {
        const Result rows(PQgetResult(handle_));
        if (load(rows.get(), 0).id == id) ++found;
        check(PQgetResult(handle_) == nullptr, "one result each");
      }
      const Result sync(PQgetResult(handle_));
      check(PQresultStatus(sync.get()) == PGRES_PIPELINE_SYNC, "sync");
    }
    check(PQexitPipelineMode(handle_) == 1, "pipeline");
    return found;
  }
  std::vector<Product> all() {
    const Result rows(PQexecPrepared(handle_, "all", 0, nullptr, nullptr, nullptr, 1));
    std::vector<Product> found;
    for (int i = 0; i < PQntuples(rows.get()); ++i) found.push_back(load(rows.get(), i));
    return found;
  }
  std::int64_t insert(std::int64_t number) {
    const Values values(number, 1);
    const Result rows(PQexecPrepared(handle_, "insert", values.count(), values.pointers(), values.lengths(),
                                     values.formats(), 1));
    check(PQntuples(rows.get()) == 1, "insert");
    return static_cast<std::int64_t>(swapped(PQgetvalue(rows.get(), 0, 0)));
  }
  void begin() { run("BEGIN"); }
  void commit() { run("COMMIT"); }
  void insert_all() {
    const Values values(0, bench::stored_rows);
    const Result result(PQexecPrepared(handle_, "many", values.count(), values.pointers(), values.lengths(),
                                       values.formats(), 1));
    check(PQresultStatus(result.get()) == PGRES_COMMAND_OK, "insert_all");
  }

 private:
  void prepare(const char* name, const std::string& sql) {
    const Result result(PQprepare(handle_, name, sql.c_str(), 0, nullptr));
    check(PQresultStatus(result.get()) == PGRES_COMMAND_OK, sql.c_str());
  }

  PGconn* handle_;
};

void fill(const std::string& place) {
  Database database(place);
  database.run("SET client_min_messages = warning");
  for (const char* table : {"products", "added"}) {
    const std::string name = table;
    database.run(("DROP TABLE IF EXISTS " + name).c_str());
    database.run(("CREATE TABLE " + name +
                  " (id bigserial PRIMARY KEY, name text NOT NULL, description text NOT NULL, "
                  "price_cents bigint NOT NULL, weight double precision NOT NULL, active boolean NOT NULL)")
                     .c_str());
  }
  database.prepare_all();
  for (int i = 0; i < bench::stored_rows; ++i) database.insert(i);
  database.run("INSERT INTO products SELECT * FROM added");
  database.run("TRUNCATE added");
  database.run("ANALYZE products");
}

}  // namespace

int main(int argc, char** argv) {
  const bench::Work wanted(argc, argv);
  fill(wanted.place);
  const bool one_connection = wanted.callers == 1 || wanted.row == "get" || wanted.row == "get_in_turn";
  auto databases = bench::connections<Database>(one_connection ? 1 : wanted.callers, wanted.place);
  bench::measure(wanted, [&]() -> double {
    if (wanted.callers == 1 || wanted.row != "get") return bench::work_at_once(wanted.row, databases);
    const int found = databases[0]->get_pipelined(wanted.callers);
    check(found == bench::stored_rows, "get");
    return found;
  });
}
