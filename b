{
  "account": "1",

  "ca_file": "",

  "catalog_base": "",

  "connect_timeout": 10.0,

  "endpoint": "",

  "headers": [
    [
      "X-A",
      "1"
    ]
  ],

  "name": "Shop",

  "project": "2",

  "proxy": "none",

  "reach": "ask",

  "segments": "",

  "silence_timeout": 30.0,

  "silenced": [
    "a"
  ],

  "spelling": "literal",

  "target": "convert",

  "total_timeout": 60.0,

  "user_agent": "ConvertAgent/1.0 (convert-console/0.1.0)",

  "version": 1
}
