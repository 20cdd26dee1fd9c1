#include "anqa/data/adapters/sqlite/internal/read_hold.hpp"

#include <gtest/gtest.h>

#include "anqa/data/database_error.hpp"
#include "anqa/data/internal/temporary_file.hpp"

namespace anqa::sqlite {
namespace {

class ReadHoldTest : public ::testing::Test {
 protected:
  std::unique_ptr<Connection> connect(Connection::Mode mode) const {
    return std::make_unique<Connection>(SqliteOptions{.database = file_.path(), .durable = false}, mode);
  }
  ReadHold::Make make() const {
    return [this] { return connect(Connection::Mode::read); };
  }
  static void read_until_held(ReadHold& hold) {
    while (!hold.held()) {
      hold.count_read();
      std::this_thread::yield();
    }
  }
  static void rest_until_asleep(const ReadHold& hold) {
    while (!hold.asleep()) std::this_thread::yield();
  }
  static std::int64_t number(Connection& connection, std::string_view sql) {
    const auto rows = connection.query(sql);
    rows->next();
    return rows->integer(0);
  }

  detail::TemporaryFile file_{"held.db"};
  std::unique_ptr<Connection> writer_ = connect(Connection::Mode::write);
};

TEST_F(ReadHoldTest, AReadIsOpenWhileReadsAreManyAndOnlyThen) {
  ReadHold hold(make());
  EXPECT_FALSE(hold.held());
  for (int i = 0; i < 3; ++i) {
    read_until_held(hold);
    rest_until_asleep(hold);
    EXPECT_FALSE(hold.held());
  }
}

TEST_F(ReadHoldTest, OthersReadWhatIsWrittenMeanwhile) {
  writer_->execute("CREATE TABLE notes (id INTEGER PRIMARY KEY)");
  ReadHold hold(make());
  const auto reader = connect(Connection::Mode::read);
  std::int64_t written = 0;
  for (int seen_while_held = 0; seen_while_held < 3;) {
    read_until_held(hold);
    writer_->execute("INSERT INTO notes DEFAULT VALUES");
    EXPECT_EQ(number(*reader, "SELECT count(*) FROM notes"), ++written);
    if (hold.held()) ++seen_while_held;
  }
}

TEST_F(ReadHoldTest, TheLogOfWritesStartsOverBesideManyReads) {
  writer_->execute("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT)");
  ReadHold hold(make());
  read_until_held(hold);
  std::int64_t frames = 0;
  int starts = 0;
  for (int written = 0; starts < 3; ++written) {
    ASSERT_LT(written, 100'000) << "the log has " << frames << " pages";
    writer_->execute("INSERT INTO notes (text) VALUES (hex(zeroblob(20000)))");
    for (int i = 0; i < 100; ++i) hold.count_read();
    const auto rows = writer_->query("PRAGMA wal_checkpoint(PASSIVE)");
    rows->next();
    if (rows->integer(1) < frames) ++starts;
    frames = rows->integer(1);
  }
}

TEST_F(ReadHoldTest, GoesOnWhenItsConnectionFails) {
  std::atomic<int> failures = 0;
  ReadHold hold([&]() -> std::unique_ptr<Connection> {
    if (failures++ < 2) throw DatabaseError("unable to open database file");
    return connect(Connection::Mode::read);
  });
  read_until_held(hold);
  EXPECT_EQ(failures, 3);
}

TEST_F(ReadHoldTest, EndsWhileItHolds) {
  for (int i = 0; i < 10; ++i) {
    ReadHold hold(make());
    read_until_held(hold);
  }
}

}  // namespace
}  // namespace anqa::sqlite
