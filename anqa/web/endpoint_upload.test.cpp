#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "anqa/base/log_capture.hpp"
#include "anqa/otp/call.hpp"
#include "anqa/runtime/await.hpp"
#include "anqa/runtime/net/tcp.hpp"
#include "anqa/runtime/system.hpp"
#include "anqa/web/conn.hpp"
#include "anqa/web/endpoint.hpp"
#include "anqa/web/routes.hpp"
#include "anqa/web/upload.hpp"

// Uploads over a socket: larger than what a process would hold, larger than what is allowed, and without an
// end.
namespace {

using anqa::Conn;
using anqa::Endpoint;
using anqa::Task;
using ::testing::EndsWith;
using ::testing::StartsWith;

Conn receive(Conn conn, anqa::Params params) {
  const auto file = anqa::Upload::from(params["file"]);
  if (!file) return conn.text("no file");
  const std::string text = std::to_string(file->size) + " " +
                           std::to_string(std::filesystem::file_size(file->path)) + " " +
                           std::string(params.get("note").value_or(""));
  return conn.text(text);
}

constexpr auto routes = anqa::routes(anqa::post("/", receive));

class EndpointUpload : public ::testing::Test {
 protected:
  EndpointUpload() {
    std::string pattern = (std::filesystem::temp_directory_path() / "anqa-uploads-XXXXXX").string();
    folder = ::mkdtemp(pattern.data());
  }
  ~EndpointUpload() override { std::filesystem::remove_all(folder); }

  static anqa::EndpointConfig config() {
    anqa::EndpointConfig config{.port = 0, .secret_key_base = std::string(64, 's'), .routes = routes};
    config.parsers.multipart_length = 20'000'000;
    config.parsers.upload_folder = folder;
    return config;
  }

  static inline std::string folder;
};

constexpr std::string_view begin =
    "--b\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhello\r\n"
    "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n";
constexpr std::string_view end = "\r\n--b--\r\n";

std::string head(std::size_t length) {
  return "POST / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n"
         "content-type: multipart/form-data; boundary=b\r\ncontent-length: " +
         std::to_string(length) + "\r\n\r\n";
}

Task<anqa::TcpStream> connect(std::uint16_t port) {
  auto stream = co_await anqa::TcpStream::connect({"127.0.0.1", port});
  if (!stream) throw std::runtime_error(stream.error().message);
  co_return std::move(*stream);
}

Task<std::string> read_all(anqa::TcpStream stream) {
  std::string answer;
  char buffer[4096];
  while (true) {
    const auto got = co_await stream.read_some(buffer, sizeof(buffer));
    if (got.status != anqa::IoResult::Status::done) co_return answer;
    answer.append(buffer, got.bytes);
  }
}

TEST_F(EndpointUpload, GoesToTheDisk) {
  anqa::LogCapture log;
  anqa::System system;
  system.run([]() -> Task<void> {
    const auto endpoint = anqa::start_link<Endpoint>(config());
    const auto port = co_await anqa::call(endpoint, anqa::http::Server::Port{});
    auto stream = co_await connect(port);
    const std::string piece(1'000'000, 'x');
    std::string bytes = head(begin.size() + 15 * piece.size() + end.size()) + std::string(begin);
    co_await stream.write_all(bytes);
    for (int i = 0; i < 15; ++i) co_await stream.write_all(piece);
    bytes = end;
    co_await stream.write_all(bytes);
    const std::string answer = co_await read_all(std::move(stream));
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(answer, EndsWith("\r\n\r\n15000000 15000000 hello"));
  });
  EXPECT_TRUE(std::filesystem::is_empty(folder));
}

TEST_F(EndpointUpload, ThatIsTooLargeIsRefusedBeforeItComes) {
  anqa::LogCapture log;
  anqa::System system;
  system.run([]() -> Task<void> {
    const auto endpoint = anqa::start_link<Endpoint>(config());
    const auto port = co_await anqa::call(endpoint, anqa::http::Server::Port{});
    auto stream = co_await connect(port);
    const std::string bytes = head(20'000'001) + std::string(begin);
    co_await stream.write_all(bytes);
    EXPECT_THAT(co_await read_all(std::move(stream)), StartsWith("HTTP/1.1 413 "));
  });
  EXPECT_TRUE(std::filesystem::is_empty(folder));
}

TEST_F(EndpointUpload, WithoutAnEndLeavesNothing) {
  anqa::LogCapture log;
  anqa::System system;
  system.run([]() -> Task<void> {
    const auto endpoint = anqa::start_link<Endpoint>(config());
    const auto port = co_await anqa::call(endpoint, anqa::http::Server::Port{});
    {
      auto stream = co_await connect(port);
      const std::string bytes = head(10'000'000) + std::string(begin) + std::string(200'000, 'x');
      co_await stream.write_all(bytes);
      while (std::filesystem::is_empty(folder)) co_await anqa::yield();
    }
    // The client is gone: so is the connection's process, and with it the file.
    while (!std::filesystem::is_empty(folder)) co_await anqa::yield();
  });
}

}  // namespace
