#pragma once

#include <filesystem>
#include <string>

namespace anqa::http::detail {

/// A key and a certificate for "localhost" and 127.0.0.1, signed by itself, in files that go with it.
class TestCertificate {
 public:
  TestCertificate();
  ~TestCertificate();
  TestCertificate(const TestCertificate&) = delete;
  TestCertificate& operator=(const TestCertificate&) = delete;

  std::string certfile() const { return folder_ / "cert.pem"; }
  std::string keyfile() const { return folder_ / "key.pem"; }
  /// A file of that name with this content, next to them.
  std::string file(const std::string& name, const std::string& content) const;

 private:
  std::filesystem::path folder_;
};

}  // namespace anqa::http::detail
