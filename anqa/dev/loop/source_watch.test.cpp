#include "anqa/dev/loop/source_watch.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>

#include "anqa/runtime/await.hpp"
#include "anqa/runtime/receive.hpp"
#include "anqa/runtime/system.hpp"

namespace anqa::dev {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;

class SourceWatching : public testing::Test {
 protected:
  SourceWatching() {
    std::string pattern = (fs::temp_directory_path() / "anqa-dev-XXXXXX").string();
    folder_ = fs::canonical(::mkdtemp(pattern.data()));
    fs::create_directories(folder_ / "web");
    fs::create_directories(folder_ / "node_modules");
    fs::create_directories(folder_ / "build");
    std::ofstream(folder_ / "build" / "CMakeCache.txt") << "";
  }
  ~SourceWatching() override { fs::remove_all(folder_); }

  /// What is told of, relative to the folder, after `change` was made.
  std::vector<std::string> told(void (*change)(fs::path)) { return system_.run(&watch, folder_, change); }

 private:
  static Task<std::vector<std::string>> watch(fs::path folder, void (*change)(fs::path)) {
    SourceWatch files({.folders = {folder}, .endings = {".cpp", ".heex"}});
    files.arm();
    change(folder);
    std::ofstream(folder / "last.cpp") << "";
    std::vector<std::string> names;
    while (std::find(names.begin(), names.end(), "last.cpp") == names.end()) {
      co_await receive<SocketEvent>();
      for (const fs::path& file : files.changed()) names.push_back(fs::relative(file, folder).string());
      files.arm();
    }
    std::erase(names, "last.cpp");
    co_return names;
  }

  fs::path folder_;
  System system_;
};

TEST_F(SourceWatching, TellsOfSourcesOnly) {
  EXPECT_THAT(told([](fs::path folder) {
                std::ofstream(folder / "web" / "a.cpp") << "int a;";
                std::ofstream(folder / "web" / ".#a.cpp") << "an editor's";
                std::ofstream(folder / "web" / "a.cpp~") << "an editor's";
                std::ofstream(folder / "shop.db") << "data";
                std::ofstream(folder / "node_modules" / "b.cpp") << "";
                std::ofstream(folder / "build" / "c.cpp") << "";
              }),
              ElementsAre("web/a.cpp"));
}

TEST_F(SourceWatching, TellsOfWhatIsRenamedAndRemoved) {
  EXPECT_THAT(told([](fs::path folder) {
                std::ofstream(folder / "new.txt") << "";
                fs::rename(folder / "new.txt", folder / "a.heex");  // as editors save
                fs::rename(folder / "a.heex", folder / "b.heex");
                fs::remove(folder / "b.heex");
              }),
              ElementsAre("a.heex", "b.heex"));
}

TEST_F(SourceWatching, FollowsFoldersThatComeToBe) {
  EXPECT_THAT(told([](fs::path folder) {
                fs::create_directories(folder / "orders" / "web");
                std::ofstream(folder / "orders" / "web" / "a.cpp") << "";
              }),
              testing::Contains("orders/web/a.cpp"));
}

TEST_F(SourceWatching, AFolderThatIsNotThereSaysSo) {
  System system;
  const auto watch = [](fs::path folder) -> Task<std::string> {
    try {
      const SourceWatch files({.folders = {std::move(folder)}});
    } catch (const fs::filesystem_error& error) {
      co_return error.path1().string();
    }
    co_return "";
  };
  EXPECT_EQ(system.run(watch, fs::path("/no/such/folder")), "/no/such/folder");
}

}  // namespace
}  // namespace anqa::dev
